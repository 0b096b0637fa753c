import { daemonGroups } from '../../bench/lab/daemons/index.ts'
import { describeDaemons } from './describe-daemons.ts'

describeDaemons('network', daemonGroups.network)
