using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>Which filed documents somebody has to acknowledge, by when, and who has those on which nobody is named: the clinic's table, with what holds until it is changed.</summary>
internal sealed class DutyRules(DocumentsDb db)
{
    private static readonly Dictionary<DocumentType, (int Hours, int UrgentHours)> Asked = new()
    {
        [DocumentType.LabResult] = (48, 2),
        [DocumentType.ImagingReport] = (48, 2),
        [DocumentType.ConsultNote] = (120, 4),
        [DocumentType.DischargeSummary] = (48, 4),
        [DocumentType.PharmacyRefillRequest] = (24, 4),
        [DocumentType.SignAndReturn] = (72, 8),
    };

    /// <summary>What is about a patient and came in from outside: a clinic may ask for each of them.</summary>
    public static IReadOnlyList<DocumentType> Types { get; } =
        [.. Enum.GetValues<DocumentType>().Where(type => type != DocumentType.LetterSent && !DocumentTypes.OfNoPatient.Contains(type))];

    public async Task<DutyRule> For(DocumentType type, CancellationToken stopping) =>
        await db.DutyRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Type == type.Code(), stopping) ?? Until(type);

    /// <summary>What holds for the type until the clinic changes it.</summary>
    public static DutyRule Until(DocumentType type)
    {
        var isAsked = Asked.TryGetValue(type, out var times);
        return new DutyRule { Type = type.Code(), IsAsked = isAsked, Hours = isAsked ? times.Hours : 72, UrgentHours = isAsked ? times.UrgentHours : 4 };
    }
}
