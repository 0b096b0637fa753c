import { defineFigure } from './define-figure.ts'

/** The greatest of a number or date. */
export const max = defineFigure('max')
