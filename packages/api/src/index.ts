export * from './define-endpoint.ts'
export * from './schemas/entity.ts'
export * from './endpoint-list.ts'
export * from './endpoints/index.ts'
