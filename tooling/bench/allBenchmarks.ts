import type { Benchmark } from "./Benchmark.ts"
import { core } from "./core/core.ts"
import { dispatch } from "./dispatch/dispatch.ts"
import { emulator } from "./emulator/emulator.ts"
import { history, postgres } from "./postgres/postgres.ts"

/** Every benchmark, in the order in which they run; when none is named, those that need no more than some minutes. */
export const allBenchmarks: ReadonlyArray<Benchmark> = [core, emulator, dispatch, postgres, history]
