import { defineFigure } from './define-figure.ts'

/** The least of a number or date. */
export const min = defineFigure('min')
