import { describe, expect, it } from 'vitest'
import { dataTypes } from './data-types/index.ts'
import { entityTypes, findEntityType, hubTypes } from './entity-types.ts'
import { parseValue } from './parse-value.ts'

describe('entityTypes', () => {
  it('lists 129 types and two of our own, each name once', () => {
    expect(entityTypes).toHaveLength(131)
    expect(new Set(entityTypes.map((type) => type.type)).size).toBe(131)
    expect(entityTypes.slice(-2).map((type) => type.type)).toEqual(['service', 'banner'])
    expect(findEntityType('ip')).toMatchObject({
      label: 'IP',
      dataType: 'IP',
      attributes: ['cidr', 'link'],
    })
  })

  it.each(entityTypes)('$type is complete, and its example is valid', (type) => {
    expect(Object.isFrozen(type)).toBe(true)
    expect(type.label).not.toBe('')
    expect(type.description).not.toBe('')
    const named = [...type.attributes, ...type.associations, ...type.correlate]
    expect(named.filter((name) => !findEntityType(name))).toEqual([])
    expect(() => parseValue(type.type, type.example)).not.toThrow()
  })

  it.each(['__proto__', 'constructor', 'toString', 'IP', ''])('knows no type %j', (name) => {
    expect(findEntityType(name)).toBeUndefined()
  })

  it('hubTypes are entity types', () => {
    expect([...hubTypes].every((name) => findEntityType(name))).toBe(true)
  })
})

describe('dataTypes', () => {
  it('are frozen, each name once, and every entity type has one', () => {
    const names = dataTypes.map((type) => type.name)
    expect(new Set(names).size).toBe(names.length)
    expect(dataTypes.every((type) => Object.isFrozen(type))).toBe(true)
    expect(entityTypes.filter((type) => !names.includes(type.dataType))).toEqual([])
  })
})
