import { type CommandDefinition } from '../define-command.ts'
import { doctor } from './doctor.ts'
import { keysCreate } from './keys-create.ts'
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
  watchAdd,
  watchList,
  watchAlerts,
  watchRemove,
  keysCreate,
  doctor,
]
