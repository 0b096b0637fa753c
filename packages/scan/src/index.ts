export {
  type AddressClass,
  type AddressKind,
  classifyAddress,
  isSpecialAddress,
} from './scope/classify-address.ts'
export { createScope, type Scope, type ScopeOptions, type ScopeVerdict } from './scope/scope.ts'
