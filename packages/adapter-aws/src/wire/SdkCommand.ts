/** What every command of the SDK has: a stack of what is done to it, and to its answer, on the way. */
export interface SdkCommand {
  readonly middlewareStack: {
    add(middleware: Middleware, where: Place<"deserialize">): void
    add(middleware: Middleware, where: Place<"finalizeRequest">): void
  }
}

/** A place in the stack; `low` is nearest to the wire. */
export interface Place<Step> {
  readonly name: string
  readonly priority: "low"
  readonly step: Step
}

type Middleware = <Args, Answer>(next: (args: Args) => Promise<Answer>) => (args: Args) => Promise<Answer>
