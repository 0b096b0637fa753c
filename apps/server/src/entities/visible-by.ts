import { AppError, escapeValue, type Principal } from '@windvane/model'

/** The groups a report is for: those it names, else the reporter's. None may be foreign. */
export function parseVisibleBy(
  asked: readonly string[] | undefined,
  principal: Principal,
): readonly string[] {
  if (asked === undefined || asked.length === 0) return principal.groups
  const foreign = asked.find((group) => !principal.groups.includes(group))
  if (foreign !== undefined)
    throw new AppError('foreign_group', { group: escapeValue(foreign), param: 'visibleBy' })
  return [...new Set(asked)].sort()
}

/** The groups whose members see both ends; `public` is everybody. */
export function commonGroups(left: readonly string[], right: readonly string[]): readonly string[] {
  const seen = [
    ...left.filter((group) => right.includes(group) || right.includes('public')),
    ...(left.includes('public') ? right : []),
  ]
  return [...new Set(seen)].sort()
}
