import { defineFigure } from './define-figure.ts'

/** How many values there are. */
export const valueCount = defineFigure('value_count')
