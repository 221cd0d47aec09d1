using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class ReviewForm
{
    public uint Version { get; set; }

    public Guid? PatientId { get; set; }

    /// <summary>Code of the type.</summary>
    public string? Type { get; set; }

    public string? PatientSearch { get; set; }

    /// <summary>One of <see cref="PracticeFolder"/>.</summary>
    public string? Folder { get; set; }
}
