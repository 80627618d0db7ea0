import Documents
import PolicyLanguage

extension PlantedBug {
  /// Bugs in what a statement matches, to be caught by the cases of one gate.
  static let matching: [PlantedBug] = elementBugs + conditionBugs + operatorBugs + valueBugs

  private static let elementBugs: [PlantedBug] = [
    PlantedBug("NotAction is read as Action") { candidate in
      candidate.mapStatements { $0.with(action: $0.action.with(isNegated: false)) }
    },
    PlantedBug("NotResource is read as Resource") { candidate in
      candidate.mapStatements { $0.with(resource: .some($0.resource?.with(isNegated: false))) }
    },
    PlantedBug("actions compare with their case") { candidate in
      candidate.mapStatements { statement in
        let patterns = statement.action.patterns.filter { pattern in
          guard let own = candidate.request.action.string.first else { return true }
          return pattern.text.string.first.map { $0 == own || !$0.isUppercase && !own.isUppercase } ?? true
        }
        return statement.with(action: statement.action.with(patterns: patterns))
      }
    },
    PlantedBug("* wants at least one character") { candidate in
      func rewrite(_ text: PolicyText) -> PolicyText {
        text.text == "*" ? text : text.with(text.text.string.replacing("*", with: "?*"))
      }
      return candidate.mapStatements { statement in
        statement.with(
          action: statement.action.with(patterns: statement.action.patterns.map(rewrite)),
          resource: .some(statement.resource.map { $0.with(patterns: $0.patterns.map(rewrite)) }))
      }
    },
    PlantedBug("a short ARN is not completed") { candidate in
      candidate.mapStatements { statement in
        let patterns = statement.resource?.patterns.filter { pattern in
          let text = pattern.text.string
          return !text.hasPrefix("arn:") || text.hasSuffix("*")
            || text.split(separator: ":", omittingEmptySubsequences: false).count > 5
        }
        return statement.with(resource: .some(statement.resource?.with(patterns: patterns ?? [])))
      }
    },
    PlantedBug("a statement of a stack policy without Resource is about all resources") { candidate in
      candidate.mapStatements { statement in
        let all = PatternElement(
          isNegated: false, patterns: [PolicyText("*", at: statement.range)], range: statement.range)
        return statement.with(resource: .some(statement.resource ?? all))
      }
    },
    PlantedBug("an empty stack policy denies everything") { candidate in
      guard case .stackPolicy(let policy?) = candidate.policies, policy.statements.isEmpty else { return candidate }
      return DifferentialCase(policies: .stack(PolicyStack(identityPolicies: [])), request: candidate.request)
    },
    PlantedBug("a Deny behind an Allow is ignored") { candidate in
      candidate.mapPolicies { _, policy in
        let allow = policy.statements.firstIndex { $0.effect == .allow } ?? policy.statements.count
        return policy.mapStatements { $0.effect == .deny && $0.index > allow ? $0.silenced : $0 }
      }
    },
  ]

  private static let conditionBugs: [PlantedBug] = [
    PlantedBug("only the first condition counts") { candidate in
      candidate.mapStatements { $0.with(conditions: Array($0.conditions.prefix(1))) }
    },
    PlantedBug(
      "only the first value counts",
      conditions: { condition, _ in
        condition.with(values: Array(condition.values.prefix(1)))
      }),
    PlantedBug(
      "a condition without values is no condition",
      conditions: { condition, _ in
        condition.values.isEmpty ? nil : condition
      }),
    PlantedBug(
      "keys compare with their case",
      conditions: { condition, _ in
        let names = ContextVocabulary.allKeys.map(\.key) + ["ResourceType"]
        return names.contains(condition.key.text.string) ? condition : condition.impossible
      }),
    PlantedBug(
      "a negated operator fails on an absent key",
      conditions: { condition, context in
        let op = condition.operator
        let isPlain = op.base.isNegated && op.setOperator == nil && !op.ifExists
        return isPlain && context[condition.key.text] == .absent ? condition.impossible : condition
      }),
    PlantedBug(
      "a list without a set operator is searched",
      conditions: { condition, context in
        let op = condition.operator
        guard op.setOperator == nil, op.base != .null, case .list = context[condition.key.text] else {
          return condition
        }
        return condition.with(
          operator: ConditionOperator(setOperator: .forAnyValue, base: op.base, ifExists: op.ifExists))
      }),
    PlantedBug("an unknown key is an absent one") { candidate in
      var known = candidate.mapContext { $1 == .unknown ? .absent : $1 }
      known.request.context.missingIsUnknown = false
      return known
    },
    PlantedBug("an empty text is an absent key") { candidate in
      candidate.mapContext { $1 == .single("") ? .absent : $1 }
    },
  ]

  private static let operatorBugs: [PlantedBug] = [
    PlantedBug("IfExists is ignored") { ConditionOperator(setOperator: $0.setOperator, base: $0.base) },
    PlantedBug("ForAllValues is ForAnyValue") {
      let isAll = $0.setOperator == .forAllValues
      return ConditionOperator(setOperator: isAll ? .forAnyValue : $0.setOperator, base: $0.base, ifExists: $0.ifExists)
    },
    PlantedBug("ForAnyValue is ForAllValues") {
      let isAny = $0.setOperator == .forAnyValue
      return ConditionOperator(
        setOperator: isAny ? .forAllValues : $0.setOperator, base: $0.base, ifExists: $0.ifExists)
    },
    PlantedBug("ForAllValues:Not… is the complement of ForAllValues:…") {
      let isBoth = $0.setOperator == .forAllValues && $0.base.isNegated
      return ConditionOperator(
        setOperator: isBoth ? .forAnyValue : $0.setOperator, base: $0.base, ifExists: $0.ifExists)
    },
    PlantedBug("set operators are ignored") { ConditionOperator(base: $0.base, ifExists: $0.ifExists) },
    PlantedBug(
      "StringEquals ignores case",
      operators: [.stringEquals: .stringEqualsIgnoreCase, .stringNotEquals: .stringNotEqualsIgnoreCase]),
    PlantedBug(
      "StringEquals takes wildcards", operators: [.stringEquals: .stringLike, .stringNotEquals: .stringNotLike]),
    PlantedBug(
      "StringLike takes no wildcards", operators: [.stringLike: .stringEquals, .stringNotLike: .stringNotEquals]),
    PlantedBug("ArnLike is StringLike", operators: [.arnLike: .stringLike, .arnNotLike: .stringNotLike]),
    PlantedBug(
      "numbers compare as text", operators: [.numericEquals: .stringEquals, .numericNotEquals: .stringNotEquals]),
    PlantedBug(
      "addresses compare as text", operators: [.ipAddress: .stringEquals, .notIpAddress: .stringNotEquals]),
    PlantedBug("booleans compare as text", operators: [.bool: .stringEquals]),
    PlantedBug("base64 compares as text", operators: [.binaryEquals: .stringEquals]),
    PlantedBug("dates compare as text", operators: [.dateEquals: .stringEquals, .dateNotEquals: .stringNotEquals]),
    PlantedBug("greater than is less than", operators: [.numericGreaterThan: .numericLessThan]),
    PlantedBug(
      "…LessThanEquals leaves the bound out",
      operators: [.numericLessThanEquals: .numericLessThan, .dateLessThanEquals: .dateLessThan]),
  ]

  private static let valueBugs: [PlantedBug] = [
    PlantedBug(
      "Null is inverted",
      conditions: { condition, _ in
        guard condition.operator.base == .null else { return condition }
        return condition.mapValues { $0 == "true" ? "false" : "true" }
      }),
    PlantedBug(
      "? is a plain character",
      conditions: { condition, _ in
        condition.mapValues { $0.contains("$") ? $0 : $0.replacing("?", with: "${?}") }
      }),
    PlantedBug("variables are not substituted") { $0.mapPolicies { $1.mapStatements(version: .v2008) { $0 } } },
    PlantedBug("version 2008-10-17 has variables") { $0.mapPolicies { $1.mapStatements(version: .v2012) { $0 } } },
    PlantedBug(
      "defaults of variables are ignored",
      conditions: { condition, _ in
        condition.mapValues { $0.hasSuffix("'}") ? $0.prefix { $0 != "," } + "}" : $0 }
      }),
    PlantedBug(
      "wildcards of substituted values work",
      conditions: { condition, context in
        condition.mapValues { text in
          var text = text
          for key in ["aws:username", "s3:prefix", "aws:PrincipalTag/team", "aws:SourceArn"] {
            if case .single(let value) = context[ByteString(key)] {
              text = text.replacing("${\(key)}", with: value.string)
            }
          }
          return text
        }
      }),
    PlantedBug("composed and decomposed letters are equal") { candidate in
      func compose(_ text: ByteString) -> ByteString { ByteString(text.string.replacing("e\u{301}", with: "\u{E9}")) }
      var composed = candidate.mapContext { _, value in
        switch value {
        case .single(let text): .single(compose(text))
        case .list(let texts): .list(texts.map(compose))
        case .absent, .unknown: value
        }
      }
      composed.request.resource = compose(composed.request.resource)
      return composed.mapStatements { statement in
        let patterns = statement.resource?.patterns.map { PolicyText(compose($0.text), at: $0.range) }
        return statement.with(
          resource: .some(statement.resource?.with(patterns: patterns ?? [])),
          conditions: statement.conditions.map { $0.mapValues { compose(ByteString($0)).string } })
      }
    },
    PlantedBug(
      "IgnoreCase folds letters beyond ASCII",
      conditions: { condition, context in
        guard [.stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase].contains(condition.operator.base) else {
          return condition
        }
        let own = context[condition.key.text].values.map(\.string)
        return condition.mapValues { value in own.first { $0.lowercased() == value.lowercased() } ?? value }
      }),
    PlantedBug(
      "fractions of numbers are cut off",
      conditions: { condition, context in
        guard condition.operator.base.rawValue.hasPrefix("Numeric") else { return condition }
        return condition.mapValues { value in
          value.first?.isNumber == true ? String(value.prefix { $0 != "." }) : value
        }
      }),
    PlantedBug(
      "epoch seconds are taken for milliseconds",
      conditions: { condition, _ in
        guard condition.operator.base.rawValue.hasPrefix("Date") else { return condition }
        return condition.mapValues { value in
          value.allSatisfy(\.isNumber) && value.count > 3 ? String(value.dropLast(3)) : value
        }
      }),
    PlantedBug(
      "offsets of dates are ignored",
      conditions: { condition, _ in
        guard condition.operator.base.rawValue.hasPrefix("Date") else { return condition }
        return condition.mapValues { value in
          let offset = value.suffix(6)
          return value.contains("T") && "+-".contains(offset.first ?? " ") ? String(value.dropLast(6)) : value
        }
      }),
  ]
}
