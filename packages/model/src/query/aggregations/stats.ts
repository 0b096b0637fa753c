import { defineFigure } from './define-figure.ts'

/** Count, least, greatest, mean and sum of a number. */
export const stats = defineFigure('stats')
