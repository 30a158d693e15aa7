import assert from "node:assert/strict"
import type { StoreError } from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { type Context, Effect, Exit, Layer, Scope } from "effect"
import { aroundCalls, type Connections, FaultyCalls } from "./faultyCalls.ts"
import { beginAt, obey } from "./obey.ts"
import type { Fault, History } from "./randomCommands.ts"

/** All that commands need of a store. */
export type Commanded = Effect.Services<ReturnType<typeof obey>>

/** Two stores, and where faults meet the one that is compared with the other. */
export interface TwoStores {
  readonly compared: Layer.Layer<Commanded, StoreError>
  readonly connections: Connections
  readonly reference: Layer.Layer<Commanded, StoreError>
}

/** What a history came to, for whoever counts whether all of it ever happens. */
export interface Told {
  readonly command: string
  /** The fault whose call was left without an answer. */
  readonly fault: Fault["kind"] | undefined
}

/**
 * Tells a history to two stores and asserts after each command that they answer alike and hold the same.
 *
 * A command whose answer is lost is told again, as whoever hears nothing does.
 */
export const compareStores = async (
  { begin, commands, faults }: History,
  { compared, connections, reference }: TwoStores,
  tell: (told: Told) => void = () => undefined
): Promise<void> => {
  const calls = new FaultyCalls(connections)
  const scope = Effect.runSync(Scope.make())
  const build = (layer: Layer.Layer<Commanded, StoreError>): Promise<Context.Context<Commanded>> =>
    Effect.runPromise(Layer.buildWithScope(layer, scope))
  const [one, other] = await Promise.all([
    build(aroundCalls(compared, calls.meet)),
    build(aroundCalls(reference, calls.suffer))
  ])
  let progress = beginAt(at(begin))
  const compare = async (command: History["commands"][number], fault: Fault | undefined): Promise<void> => {
    const step = obey(command, progress)
    calls.begin(fault)
    const found = await Effect.runPromise(Effect.provideContext(step, one))
    calls.beginSame()
    const wanted = await Effect.runPromise(Effect.provideContext(step, other))
    assert.deepEqual(found.seen, wanted.seen)
    assert.deepEqual(wanted.seen.unexplained, [])
    progress = wanted.progress
    tell({ command: command._tag, fault: calls.isAnswerLost ? fault?.kind : undefined })
    if (calls.isAnswerLost) await compare(command, undefined)
  }
  try {
    for (const [i, command] of commands.entries()) await compare(command, faults[i % faults.length])
  } finally {
    for (const context of [one, other])
      for (const caller of [0, 1])
        await Effect.runPromise(
          Effect.provideContext(
            Effect.ignore(obey({ _tag: "Finish", caller, outcome: "roll back" }, progress)),
            context
          )
        )
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
