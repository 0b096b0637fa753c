/**
 * Settings of every session. Statements are written so that one plan serves all values; left to
 * itself PostgreSQL plans those with array parameters anew each time, and an exact search took
 * 1.1 ms instead of 0.4 ms on PGlite. Compiling plans by JIT costs more than such statements run.
 * A plan made while a table was small must still serve when it is large, so a plan that reads whole
 * tables is taken only where no index can help: 500 look-ups among 19,000 rows took 250 ms, now 10.
 */
export const sessionSettings: readonly string[] = [
  'plan_cache_mode=force_generic_plan',
  'jit=off',
  'enable_seqscan=off',
]
