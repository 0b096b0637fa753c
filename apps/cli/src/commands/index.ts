import { type CommandDefinition } from '../define-command.ts'
import { doctor } from './doctor.ts'
import { feedsBuild } from './feeds-build.ts'
import { keysCreate } from './keys-create.ts'
import { lookup } from './lookup.ts'
import { scan } from './scan.ts'
import { search } from './search.ts'
import { serve } from './serve.ts'

export const commands: readonly CommandDefinition[] = [
  serve,
  scan,
  search,
  lookup,
  keysCreate,
  feedsBuild,
  doctor,
]
