import CloudFormation
import Documents
import PolicyLanguage

extension PolicyValidator {
  /// What is probably wrong with a template, in the order of its text; what its reader says is not repeated.
  public func findings(in template: Template) -> [Diagnostic] {
    let findings = FindingCollector(template.source, facts)
    TemplateTypeCheck.check(template, findings)
    DeletionPolicyCheck.check(template, findings)
    return findings.finish()
  }

  /// The resources of a template whose types AWS does not publish, in the order of its text.
  public func unknownTypes(in template: Template) -> [Diagnostic] {
    let findings = FindingCollector(template.source, facts)
    TemplateTypeCheck.check(template, findings)
    return findings.finish()
  }

  /// What is probably wrong with a stack policy beside the template that it is about: the findings are in the policy's
  /// text, but for resources that nothing protects, which are in the template's.
  public func findings(in policy: Policy, of template: Template) -> [Diagnostic] {
    guard policy.kind == .stack else { return [] }
    let inPolicy = FindingCollector(policy.source, facts)
    let inTemplate = FindingCollector(template.source, facts)
    StackTemplateCheck.check(policy, template, inPolicy, inTemplate)
    return inPolicy.finish() + inTemplate.finish()
  }
}
