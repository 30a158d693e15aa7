import { Effect, Tracer } from "effect"

/**
 * Names a step that every request takes: it is a span of its own wherever spans go to anybody, and costs nothing elsewhere.
 *
 * - **Shape**: as `Effect.fn`, which makes its span and notes where it was called from even where nobody ever sees them.
 */
export const tracedFn = <Args extends ReadonlyArray<unknown>, A, E, R>(
  name: string,
  step: (...args: Args) => Effect.Effect<A, E, R>
): ((...args: Args) => Effect.Effect<A, E, R>) => {
  const traced = Effect.fn(name)(step)
  return (...args) =>
    Effect.flatMap(Tracer.Tracer, (tracer) =>
      tracer === Tracer.nativeTracer ? step(...args) : traced(...args)
    )
}
