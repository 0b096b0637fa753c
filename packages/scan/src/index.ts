export {
  type AddressClass,
  type AddressKind,
  classifyAddress,
  isSpecialAddress,
} from './scope/classify-address.ts'
export { type NeverEntry, parseNeverList } from './scope/never-list.ts'
export { createScope, type Scope, type ScopeOptions, type ScopeVerdict } from './scope/scope.ts'
export { type Admit } from './pipeline/admit-addresses.ts'
export { createSharedLimits, type SharedLimits } from './budget/shared-pace.ts'
export { collectReport } from './collect-report.ts'
export { forecastScan, type ForecastOptions } from './forecast-scan.ts'
export { parsePortSpec } from './ports/parse-port-spec.ts'
export { type ProfileName } from './profile.ts'
export { type Resolver, systemResolver } from './resolve/resolver.ts'
export { scan, type ScanOptions } from './scan.ts'
