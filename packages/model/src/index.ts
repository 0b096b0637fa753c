export * from './entity.ts'
export * from './errors.ts'
export * from './principal.ts'
export * from './scan-report.ts'
