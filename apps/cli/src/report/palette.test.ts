import { describe, expect, it } from 'vitest'
import { palette } from './palette.ts'

describe.each(Object.entries(palette))('the %s palette', (_name, colours) => {
  const grounds = ['critical', 'high', 'medium', 'low', 'info', 'good'] as const

  it.each([
    ...grounds.map((ground) => [`${ground}-ink`, ground] as const),
    ...(['ink', 'muted', 'accent'] as const).flatMap((ink) => [
      [ink, 'page'] as const,
      [ink, 'card'] as const,
    ]),
  ])('%s is readable on %s', (ink, ground) => {
    expect(contrast(colours[ink], colours[ground])).toBeGreaterThanOrEqual(4.5)
  })
})

/** WCAG 2.2, "contrast ratio". */
function contrast(first: string, second: string): number {
  const [light = 0, dark = 0] = [luminance(first), luminance(second)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
