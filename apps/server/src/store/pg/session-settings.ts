/**
 * Settings of every session. Statements are written so that one plan serves all values; left to
 * itself PostgreSQL plans those with array parameters anew each time, and an exact search took
 * 1.1 ms instead of 0.4 ms on PGlite. Compiling plans by JIT costs more than such statements run.
 * A plan made while a table was small is kept until the table is analysed, so one that reads whole
 * tables is taken only where no index can help. Measured with plans made at 100 entities and used at
 * 10,000: 500 look-ups took 130 to 200 ms on either engine without this, and 1 to 2 ms with it; plans
 * made anew or after ANALYZE use the same indexes either way.
 */
export const sessionSettings: readonly string[] = [
  'plan_cache_mode=force_generic_plan',
  'jit=off',
  'enable_seqscan=off',
]
