/** The scale of reputation, from malicious to benign. */
export const reputationRange = Object.freeze({ min: -3, max: 3 })

/** The scale of accuracy, from no confidence to the highest. */
export const accuracyRange = Object.freeze({ min: 0, max: 3 })

const reputationLabels = ['malicious', 'bad', 'poor', 'Indefinable', 'normal', 'good', 'benign']
const accuracyLabels = ['none', 'low', 'medium', 'high']

/** The word for a reputation. */
export function reputationLabel(reputation: number): string {
  return reputationLabels[reputation - reputationRange.min] ?? 'Indefinable'
}

/** The word for an accuracy. */
export function accuracyLabel(accuracy: number): string {
  return accuracyLabels[accuracy] ?? 'none'
}

/** Whether a value is a step of the reputation scale. */
export function isReputation(value: unknown): value is number {
  return isStep(value, reputationRange)
}

/** Whether a value is a step of the accuracy scale. */
export function isAccuracy(value: unknown): value is number {
  return isStep(value, accuracyRange)
}

function isStep(value: unknown, range: { readonly min: number; readonly max: number }): boolean {
  return Number.isInteger(value) && Number(value) >= range.min && Number(value) <= range.max
}
