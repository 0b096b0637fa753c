import { defineFigure } from './define-figure.ts'

/** The sum of a number. */
export const sum = defineFigure('sum')
