import Documents

extension ServiceTable {
  /// The tables by service prefix; services without one go by the catalog alone.
  static let all: [(prefix: ByteString, table: ServiceTable)] = [
    ("autoscaling", autoscaling), ("backup", backup), ("cloudformation", cloudformation), ("cloudtrail", cloudtrail),
    ("cloudwatch", cloudwatch), ("dynamodb", dynamodb), ("ec2", ec2), ("ecr", ecr), ("ecs", ecs), ("eks", eks),
    ("elasticache", elasticache), ("elasticfilesystem", elasticfilesystem),
    ("elasticloadbalancing", elasticloadbalancing), ("events", events), ("glue", glue), ("iam", iam), ("kms", kms),
    ("lambda", lambda), ("logs", logs), ("organizations", organizations), ("rds", rds), ("route53", route53),
    ("s3", s3), ("secretsmanager", secretsmanager), ("sns", sns), ("sqs", sqs), ("ssm", ssm), ("states", states),
    ("sts", sts),
  ]
}
