export * from './define-endpoint.ts'
export * from './schemas/entity.ts'
