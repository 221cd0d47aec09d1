using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Intake.CheckIn;

/// <summary>Settings "Intake:CheckIn".</summary>
internal sealed class CheckInOptions : IValidatableObject
{
    private static readonly IReadOnlyList<ClinicForm> Usual =
    [
        new() { Code = "treatment", Title = "Consent to treatment", Text = "I agree to be examined and treated here. I may ask about anything, and may withdraw this consent at any time.", ValidDays = 365 },
        new() { Code = "privacy", Title = "Notice of privacy practices", Text = "I have been given the notice that says how my health information may be used and shared, and what my rights are." },
        new() { Code = "financial", Title = "Financial responsibility", Text = "What my insurance does not pay of the services I receive, as the plan's terms say, I pay myself.", ValidDays = 365 },
    ];

    /// <summary>What patients sign here; where none is set, consent to treatment, notice of privacy practices and financial responsibility.</summary>
    public List<ClinicForm> Forms { get; init; } = [];

    /// <summary>The age in years from which patients consent and sign for themselves.</summary>
    [Range(0, 30)]
    public int AdultFrom { get; init; } = 18;

    public bool IsMinor(DateOnly born, DateOnly on) => born.AddYears(AdultFrom) > on;

    public IReadOnlyList<ClinicForm> InForce => Forms.Count > 0 ? Forms : Usual;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var form in Forms.Where(form => form.Code.Length == 0 || form.Title.Length == 0 || form.Text.Length == 0 || form.ValidDays < 0))
        {
            yield return new ValidationResult($"Intake:CheckIn:Forms: a form has a Code, a Title and a Text, and ValidDays from 0 (\"{form.Code}\").");
        }

        foreach (var twice in Forms.GroupBy(form => form.Code).Where(same => same.Count() > 1))
        {
            yield return new ValidationResult($"Intake:CheckIn:Forms: the code \"{twice.Key}\" stands there twice.");
        }
    }
}

/// <summary>What a patient reads and signs.</summary>
internal sealed class ClinicForm
{
    /// <summary>Short and lasting: by it a signature is known to be of this form.</summary>
    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>Days for which a signature holds; 0 for as long as it is not withdrawn.</summary>
    public int ValidDays { get; init; }

    /// <summary>Whether a signature of this code and time holds when a visit begins.</summary>
    public bool HoldsOn(string code, DateTimeOffset signedAt, DateTimeOffset startsAt) => code == Code && (ValidDays == 0 || signedAt.AddDays(ValidDays) > startsAt);
}
