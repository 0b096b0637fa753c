import { type CommandDefinition } from '../define-command.ts'
import { doctor } from './doctor.ts'
import { feedsBuild } from './feeds-build.ts'
import { keysCreate } from './keys-create.ts'
import { lookup } from './lookup.ts'
import { scan } from './scan.ts'
import { search } from './search.ts'
import { serve } from './serve.ts'
import { watchAdd } from './watch-add.ts'
import { watchAlerts } from './watch-alerts.ts'
import { watchList } from './watch-list.ts'
import { watchRemove } from './watch-remove.ts'

export const commands: readonly CommandDefinition[] = [
  serve,
  scan,
  search,
  lookup,
  watchAdd,
  watchList,
  watchAlerts,
  watchRemove,
  keysCreate,
  feedsBuild,
  doctor,
]
