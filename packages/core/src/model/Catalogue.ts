import { Context, Layer, Result, Schema } from "effect"
import { catalogueProblems } from "./catalogueProblems.ts"
import type { CatalogueInput, MeterInput } from "./CatalogueInput.ts"
import type { Meter } from "./Meter.ts"
import { MeteringPolicy } from "./MeteringPolicy.ts"
import { Product } from "./Product.ts"
import { Quantity } from "./Quantity.ts"
import { schemaProblems } from "./schemaProblems.ts"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that a catalogue cannot be used, listing everything that is wrong with it at once.
 *
 * - **Cause**: what the seller wrote is wrong. A retry cannot help; correct every problem that is listed.
 */
export class CatalogueInvalid extends Schema.TaggedError<CatalogueInvalid>()("CatalogueInvalid", {
  problems: Schema.Array(Schema.String)
}) {
  get remedy(): Remedy {
    return {
      cause: "What the seller wrote about products, meters or policy cannot be used.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `The catalogue cannot be used: ${this.problems.join("; ")}.`
  }
}

/** How events of a meter are read: the part of a meter that has no product. */
export type Counting = Pick<Meter, "aggregation" | "fraction" | "property">

/**
 * The products of a seller, their meters, and the policy by which they are metered.
 *
 * - **Shape**: product codes are unique; within a product, meter names and dimensions are. A meter that stands in several
 *   products reads its events the same way in all of them, because an event names no product.
 *
 * **Example** (Two meters of one product)
 *
 *     const pages = { name: "pages", dimension: "pages_printed" }
 *     const storage = { name: "storage", fraction: "up" } as const
 *     const products = [{ code: "4ml54db8vrmjuykaw1psroool", meters: [pages, storage] }]
 *     const catalogue = Result.getOrThrow(Catalogue.fromInput({ products }))
 *
 *     catalogue.meterOf("4ml54db8vrmjuykaw1psroool", "pages")?.dimension // => "pages_printed"
 *     catalogue.meterOf("4ml54db8vrmjuykaw1psroool", "storage")?.dimension // => "storage"
 *     catalogue.countingOf("seats") // => undefined
 */
export class Catalogue extends Context.Service<
  Catalogue,
  {
    readonly products: ReadonlyArray<Product>
    readonly policy: MeteringPolicy
    /** Returns a product's meter by its name. */
    readonly meterOf: (productCode: string, meter: string) => Meter | undefined
    /** Returns how events of a meter are read; undefined when no product has it. */
    readonly countingOf: (meter: string) => Counting | undefined
    /** Whether hours without usage get records of zero. */
    readonly hasZeroRecords: (productCode: string) => boolean
    /** Whether records of an account's usage of a product are never sent. */
    readonly isDryRun: (record: { readonly account: string; readonly productCode: string }) => boolean
  }
>()("@tallyhour/core/Catalogue") {
  /**
   * Checks a catalogue and makes it ready for use.
   *
   * - **Errors**: `CatalogueInvalid` with every problem found.
   *
   * **Example** (Everything that is wrong, at once)
   *
   *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }, { name: "pages", dimension: "p" }] }]
   *     const policy = { safetyMargin: Duration.hours(4) }
   *     const wrong = Catalogue.fromInput({ products, policy })
   *     const { problems } = Option.getOrThrow(Result.getFailure(wrong))
   *
   *     problems.length // => 2
   *     problems[0] // => "product 4ml54db8vrmju has meter pages twice"
   */
  static readonly fromInput = (
    input: CatalogueInput
  ): Result.Result<Catalogue["Service"], CatalogueInvalid> => {
    if (!isCatalogueInput(input)) {
      const problems = ["it is not of the form { products: [{ code, meters: [{ name }] }] }"]
      return Result.fail(new CatalogueInvalid({ problems }))
    }
    const decoded = input.products.map((product) =>
      decodeProduct({
        code: product.code,
        zeroRecords: product.zeroRecords ?? false,
        ...(product.dryRun !== undefined && { dryRun: product.dryRun }),
        meters: product.meters.map(meterFields)
      })
    )
    const products = decoded.flatMap((product) => (Result.isSuccess(product) ? [product.success] : []))
    const policy = { ...MeteringPolicy, ...input.policy }
    const problems = [
      ...decoded.flatMap((product, i) =>
        Result.isFailure(product)
          ? schemaProblems(product.failure).map(
              ({ field, problem }) => `product ${input.products[i]?.code}: ${field}: ${problem}`
            )
          : []
      ),
      ...catalogueProblems(input, products, policy)
    ]
    return problems.length > 0
      ? Result.fail(new CatalogueInvalid({ problems }))
      : Result.succeed(Catalogue.of(indexed(products, policy)))
  }

  /**
   * Provides a catalogue that has passed its checks.
   *
   * - **Errors**: `CatalogueInvalid` with every problem found.
   */
  static readonly layer = (input: CatalogueInput): Layer.Layer<Catalogue, CatalogueInvalid> =>
    Result.match(Catalogue.fromInput(input), {
      onFailure: (problem) => Layer.effect(Catalogue, problem),
      onSuccess: (catalogue) => Layer.succeed(Catalogue, catalogue)
    })
}

// A caller without types may hand in anything.
const isCatalogueInput = (input: CatalogueInput | undefined): input is CatalogueInput =>
  Array.isArray(input?.products) &&
  input.products.every(
    (product) =>
      typeof product?.code === "string" && Array.isArray(product.meters) && product.meters.every(isNamed)
  )

// Names go into the sentences that say what is wrong.
const isNamed = (meter: { readonly name?: unknown } | null | undefined): boolean =>
  typeof meter?.name === "string"

const decodeProduct = Schema.decodeUnknownResult(Product, { errors: "all", onExcessProperty: "error" })

const meterFields = (meter: MeterInput) => ({
  dimension: meter.name,
  fraction: "carry",
  aggregation: "sum",
  ...meter,
  unit: Quantity.orAsGiven(meter.unit ?? 1)
})

const indexed = (products: ReadonlyArray<Product>, policy: MeteringPolicy): Catalogue["Service"] => {
  const meters = new Map(
    products.map((product) => [product.code, new Map(product.meters.map((meter) => [meter.name, meter]))])
  )
  const countings = new Map(products.flatMap((product) => product.meters.map((meter) => [meter.name, meter])))
  const zeroed = new Set(products.filter(({ zeroRecords }) => zeroRecords).map(({ code }) => code))
  const dryRuns = new Map(products.map(({ code, dryRun }) => [code, dryRun]))
  return {
    products,
    policy,
    meterOf: (productCode, meter) => meters.get(productCode)?.get(meter),
    countingOf: (meter) => countings.get(meter),
    hasZeroRecords: (productCode) => zeroed.has(productCode),
    isDryRun: ({ account, productCode }) => {
      const accounts = dryRuns.get(productCode)
      return accounts === "all" || accounts?.includes(account) === true
    }
  }
}
