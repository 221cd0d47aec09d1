using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Documents.Exporting;

/// <summary>What goes out to the clinic's EHR.</summary>
internal sealed class ExportOptions : IValidatableObject
{
    /// <summary>Absolute path of the folder that the EHR takes files from; null: nothing is exported.</summary>
    public string? Folder { get; init; }

    /// <summary>Minutes for which a document must have been filed before it goes out: who takes back a slip takes it back in time.</summary>
    [Range(0, 10_080)]
    public int AfterMinutes { get; init; } = 10;

    /// <summary>Only what was filed from this day on (UTC); null: everything.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Also documents with an access class, of their own or of their patient: whoever may read the folder, or the EHR, sees them.</summary>
    public bool Restricted { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Folder is null || Path.IsPathFullyQualified(Folder) ? [] : [new ValidationResult($"The export folder \"{Folder}\" is no absolute path.")];
}
