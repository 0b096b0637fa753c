import { defineFigure } from './define-figure.ts'

/** The mean of a number. */
export const avg = defineFigure('avg')
