using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Correspondence.Records;

/// <summary>Settings "Correspondence:Records": until when a records request is to be answered.</summary>
internal sealed class RecordsOptions : IValidatableObject
{
    /// <summary>Days after it was received.</summary>
    [Range(1, 365)]
    public int Days { get; init; } = 30;

    [Range(1, 365)]
    public int ShortDays { get; init; } = 15;

    /// <summary>Who has an answer within <see cref="ShortDays"/>: codes of askers with commas between.</summary>
    public string ShortFor { get; init; } = "clinic";

    /// <summary>Most pages of a packet.</summary>
    [Range(1, 2000)]
    public int MostPages { get; init; } = 400;

    public int DaysFor(string asker) => Shorts.Contains(asker) ? ShortDays : Days;

    private string[] Shorts => ShortFor.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Shorts.Where(code => RecordsWords.Askers.All(asker => asker.Code != code))
            .Select(code => new ValidationResult($"Correspondence:Records:ShortFor names \"{code}\": it may name {string.Join(", ", RecordsWords.Askers.Select(asker => asker.Code))}."));
}
