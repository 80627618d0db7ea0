import ActionStreams
import Documents
import PolicyLanguage
import Testing

/// Reads one event from JSON text and maps it.
func mapEvent(_ json: String, keys: [ByteString]? = nil) throws -> CloudTrailMapped {
  try withEvent(json) { record in
    var mapping = CloudTrailMapping(contextKeys: keys)
    return mapping.map(record)
  }
}

/// Lends the record of an event for the time of a call.
func withEvent<Result>(_ json: String, _ body: (CloudTrailRecord) throws -> Result) throws -> Result {
  try Array(json.utf8).withUnsafeBufferPointer { buffer in
    var cursor = JSONCursor(buffer)
    let record = try CloudTrailRecord.read(&cursor).get()
    return try body(record)
  }
}

/// The requests of an event; none when it has none.
func requests(_ json: String, keys: [ByteString]? = nil) throws -> [CloudTrailRequest] {
  guard case .requests(let requests) = try mapEvent(json, keys: keys) else { return [] }
  return requests
}

/// The reason why an event is no request; nil when it is one.
func reason(_ json: String) throws -> CloudTrailReason? {
  guard case .notEvaluable(let reason, _) = try mapEvent(json) else { return nil }
  return reason
}

/// An event of an IAM user in account 111122223333, region eu-west-1, with the given members.
func event(
  _ service: String, _ name: String, _ parameters: String = "null", resources: String = "[]",
  response: String = "null", error: String? = nil, message: String? = nil, region: String = "eu-west-1",
  identity: String = userIdentity, extra: String = ""
) -> String {
  let failure = (error.map { #","errorCode":"\#($0)""# } ?? "") + (message.map { #","errorMessage":"\#($0)""# } ?? "")
  return """
    {"eventVersion":"1.08","userIdentity":\(identity),"eventTime":"2026-03-01T10:20:30Z",\
    "eventSource":"\(service).amazonaws.com","eventName":"\(name)","awsRegion":"\(region)",\
    "sourceIPAddress":"203.0.113.9","userAgent":"aws-cli/2.15","requestParameters":\(parameters),\
    "responseElements":\(response),"resources":\(resources),"eventType":"AwsApiCall","managementEvent":true,\
    "recipientAccountId":"111122223333","eventID":"e-1"\(failure)\(extra)}
    """
}

let userIdentity =
  #"{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333","accessKeyId":"AKIAEXAMPLE","userName":"alice"}"#

let roleIdentity =
  #"{"type":"AssumedRole","principalId":"AROAEXAMPLE:s1","arn":"arn:aws:sts::111122223333:assumed-role/Deployer/s1","accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/team/Deployer","accountId":"111122223333","userName":"Deployer"},"webIdFederationData":{},"attributes":{"creationDate":"2026-03-01T10:00:00Z","mfaAuthenticated":"true"}}}"#
