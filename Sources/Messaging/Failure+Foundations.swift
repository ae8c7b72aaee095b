public import Model
import Postgres
import Support

extension Failure {
  /// Any error as a user meets it. Errors of the foundations keep their cause and get a stable code here; an error
  /// that nobody foresaw is `internal_error`.
  public init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as PostgresError: self.init(postgres: error)
    case let error as any DescribedError:
      self.init(
        ErrorCode(rawValue: error.errorCode), error.description, nextStep: error.nextStep,
        isTransient: error.isTransient)
    case let error as IllegalTransition:
      self.init("illegal_transition", "\(error.machine) in state \(error.state) does not accept \(error.event)")
    case let error as EventFields.Undecodable: self.init("event_undecodable", error.reason)
    case let error as JSON.ShapeError: self.init("payload_invalid", error.description)
    default: self.init("internal_error", "\(error)")
    }
  }

  private init(postgres error: PostgresError) {
    switch (error.kind, error.sqlState) {
    case (.connection(.unreachable), _), (.timeout(.connect), _):
      self.init(
        "postgres_unreachable", error.message,
        nextStep: "check that PostgreSQL runs there, and the address in --postgres, FLOWSIGHT_POSTGRES or the profile",
        isTransient: true)
    case (.connection(.rejected), "3D000"):
      self.init("database_missing", error.message, nextStep: "create the database, then run `flowsight migrate up`")
    case (.connection(.rejected), nil):
      self.init(
        "postgres_dsn_invalid", error.message,
        nextStep: "write it as postgresql://user@host:port/database or as host=… dbname=…")
    case (.connection(.rejected), _):
      self.init(
        "postgres_authentication_failed", error.message, nextStep: "check the user and the password of the DSN")
    case (_, "42501"):
      self.init(
        "postgres_permission_denied", error.message, nextStep: "ask an administrator for the role that this needs")
    case (_, "42P01"), (_, "3F000"), (_, "42703"):
      self.init("schema_outdated", error.message, nextStep: "run `flowsight migrate up`")
    case (_, "53100"):
      self.init(
        "postgres_disk_full", error.message, nextStep: "free some space where PostgreSQL keeps its data",
        isTransient: true)
    case (.cancelled, _): self.init("cancelled", error.message)
    default:
      self.init("postgres_error", error.description, isTransient: error.isRetryable)
    }
  }
}
