import { RecordLedger, RecordReview, StoreError, SubscriptionRegistry, UsageOutbox } from "@tallyhour/core"
import { Context, Effect, Layer, Result } from "effect"
import type { ClientBase, Pool } from "pg"
import { Callers } from "./Callers.ts"
import type { Fault } from "./randomCommands.ts"

/** What became of a call that a fault met: nothing of it was done, or all of it was and its answer is lost. */
interface Verdict {
  readonly error: StoreError
  readonly isDone: boolean
}

/** Something around a call; `giveUp` is what the end of its connection does, beside not doing it. */
type Around = <A, E, R>(
  call: Effect.Effect<A, E, R>,
  giveUp: Effect.Effect<unknown, StoreError>
) => Effect.Effect<A, E | StoreError, R>

/**
 * Lets a call of a command meet a fault in one store, and lets the other one suffer the same: the call is never begun there, or
 * its answer is kept from whoever asked.
 */
export class FaultyCalls {
  readonly #connections: Connections
  #calls = 0
  #fault: Fault | undefined
  #verdict: Verdict | undefined

  constructor(connections: Connections) {
    this.#connections = connections
  }

  /** Whether the last command had a call whose answer nobody heard. */
  get isAnswerLost(): boolean {
    return this.#verdict !== undefined
  }

  /** Begins a command in the store that is behind the connections. */
  begin(fault: Fault | undefined): void {
    this.#calls = 0
    this.#fault = fault
    this.#verdict = undefined
  }

  /** Begins the same command in the other store. */
  beginSame(): void {
    this.#calls = 0
  }

  readonly meet: Around = (call) =>
    Effect.suspend(() => {
      const fault = this.#next()
      if (fault === undefined) return call
      this.#connections.arm(fault)
      return Effect.result(call).pipe(
        Effect.tap((result) =>
          Effect.promise(async () => {
            const upshot = await this.#connections.disarm()
            // A race that was lost is run again, and nobody hears of it.
            if (upshot === undefined || Result.isSuccess(result)) return
            if (result.failure instanceof StoreError)
              this.#verdict = { error: result.failure, isDone: upshot === "done" }
          })
        ),
        Effect.flatMap(Effect.fromResult)
      )
    })

  readonly suffer: Around = <A, E, R>(
    call: Effect.Effect<A, E, R>,
    giveUp: Effect.Effect<unknown, StoreError>
  ) =>
    Effect.suspend((): Effect.Effect<A, E | StoreError, R> => {
      const fault = this.#next()
      const verdict = fault === undefined ? undefined : this.#verdict
      if (verdict === undefined) return call
      const lost = Effect.fail(verdict.error)
      return Effect.andThen(verdict.isDone ? Effect.result(call) : giveUp, lost)
    })

  #next(): Fault | undefined {
    const isMet = this.#fault?.call === this.#calls
    this.#calls += 1
    return isMet ? this.#fault : undefined
  }
}

/** The ports of a layer, with something around each call of those that write. */
export const aroundCalls = <A, E, R>(layer: Layer.Layer<A, E, R>, around: Around): Layer.Layer<A, E, R> =>
  Layer.effectContext(
    Effect.map(Layer.build(Layer.fresh(layer)), (context) => {
      const services = new Map(context.mapUnsafe)
      for (const { key } of [RecordLedger, RecordReview, SubscriptionRegistry, UsageOutbox])
        services.set(key, withCalls(services.get(key), around))
      const { finish, record }: Callers["Service"] = services.get(Callers.key)
      // Whoever loses the connection of a transaction has lost the transaction.
      const callers: Callers["Service"] = {
        finish: (caller, outcome) => around(finish(caller, outcome), finish(caller, "roll back")),
        record: (caller, events, now) => around(record(caller, events, now), finish(caller, "roll back"))
      }
      services.set(Callers.key, callers)
      return Context.makeUnsafe<A>(services)
    })
  )

const withCalls = (service: object, around: Around): object =>
  Object.fromEntries(
    Object.entries(service).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === "function"
        ? (...given: ReadonlyArray<unknown>) =>
            around(Reflect.apply(member, service, given) as Effect.Effect<unknown>, Effect.void)
        : member
    ])
  )

/** Connections on which a statement can be made to fail. */
export interface Connections {
  readonly arm: (fault: Fault) => void
  /** What became of the work of the statement that met the fault, if one did. */
  readonly disarm: () => Promise<"done" | "undone" | undefined>
}

/** The connections of a pool. */
export class FaultyConnections implements Connections {
  readonly #inTransaction = new WeakSet<ClientBase>()
  readonly #pool: Pool
  #armed: Fault | undefined
  #cut: number | undefined
  #statements = 0
  #upshot: "done" | "undone" | undefined

  constructor(pool: Pool, watcher: Pool) {
    this.#pool = watcher
    // They are cut on purpose.
    pool.on("error", () => undefined)
    pool.on("connect", (client) => {
      client.on("error", () => undefined)
      const query = client.query.bind(client) as (...given: ReadonlyArray<unknown>) => Promise<unknown>
      client.query = ((...given: ReadonlyArray<unknown>) => this.#run(client, query, given)) as never
    })
  }

  arm(fault: Fault): void {
    this.#armed = fault
    this.#statements = 0
    this.#upshot = undefined
    this.#cut = undefined
  }

  /** By then the server has ended a session that was cut. */
  async disarm(): Promise<"done" | "undone" | undefined> {
    this.#armed = undefined
    for (let looks = 0; this.#cut !== undefined && looks < looksMax; looks++) {
      const { rowCount } = await this.#pool.query("select from pg_stat_activity where pid = $1", [this.#cut])
      if (rowCount === 0) break
    }
    return this.#upshot
  }

  async #run(
    client: ClientBase,
    query: (...given: ReadonlyArray<unknown>) => Promise<unknown>,
    given: ReadonlyArray<unknown>
  ): Promise<unknown> {
    const text = String(given[0])
    const kind = this.#armed?.statement === this.#statements++ ? this.#armed.kind : undefined
    if (kind === "lost a race") {
      this.#upshot = "undone"
      throw Object.assign(new Error("planted"), { code: "40001" })
    }
    if (kind === "cut before") {
      this.#upshot = "undone"
      this.#cutOff(client)
      return query(...given)
    }
    const answer = await query(...given)
    const wasInTransaction = this.#inTransaction.has(client)
    if (/^(begin|start transaction)/.test(text)) this.#inTransaction.add(client)
    if (/^(commit|rollback)$/.test(text)) this.#inTransaction.delete(client)
    if (kind === undefined) return answer
    this.#upshot = text === "commit" || !wasInTransaction ? "done" : "undone"
    if (this.#inTransaction.has(client)) this.#upshot = "undone"
    this.#cutOff(client)
    throw new Error("Connection terminated unexpectedly")
  }

  #cutOff(client: ClientBase): void {
    this.#cut = Reflect.get(client, "processID") as number
    const { stream } = Reflect.get(client, "connection") as {
      readonly stream: { readonly destroy: () => void }
    }
    stream.destroy()
  }
}

const looksMax = 1_000
