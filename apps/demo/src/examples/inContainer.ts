import { fileReporterStore } from "@tallyhour/adapter-aws"
import {
  type BuyerMetering,
  countHourly,
  hourlyReporter,
  registerUsage,
  type ReporterStore
} from "@tallyhour/core"
import { Duration, Layer, ManagedRuntime } from "effect"

/** What a container is started with; `metering` is `awsBuyerMetering()`. */
export interface ContainerSettings {
  readonly metering: Layer.Layer<BuyerMetering>
  readonly productCode: string
  readonly publicKey: string
  readonly publicKeyVersion: number
  /** The id of the task or pod. */
  readonly task: string
  /** A volume that outlives the container. */
  readonly volume: string
}

/** Registers a container at its start; rejects where it must not run. */
// #region register
export const registerAtStart = async ({
  metering,
  productCode,
  publicKey,
  publicKeyVersion
}: ContainerSettings) => {
  const onFailure = { graceFor: Duration.hours(2) }
  const container = await registerUsage({ metering, onFailure, productCode, publicKey, publicKeyVersion })
  container.registered.catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
    process.kill(process.pid, "SIGTERM")
  })
  return container
}
// #endregion

/** Reports the hours of a container in the background, and counts what it uses. */
// #region report
export const startReporting = ({ metering, productCode, task, volume }: ContainerSettings) => {
  const total = { productCode, reporter: task }
  const services: Layer.Layer<BuyerMetering | ReporterStore> = Layer.merge(
    metering,
    fileReporterStore({ folder: volume })
  )
  const runtime = ManagedRuntime.make(services)
  runtime.runFork(hourlyReporter({ ...total, instance: task }))
  return {
    count: (dimension: string, quantity: number) =>
      runtime.runPromise(countHourly(total, { dimension, quantity })),
    stop: () => runtime.dispose()
  }
}
// #endregion
