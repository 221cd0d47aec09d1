using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>What people made of the last documents of a sender, where they did not go along with the machine.</summary>
/// <param name="Type">What most of them were said to be; null where nobody ever corrected the machine's type, or no type prevails.</param>
/// <param name="OfThatType">How many of <paramref name="Filed"/>.</param>
/// <param name="Filed">How many were filed by people, of the last ones.</param>
/// <param name="FiledTo">Of each patient, how many; nobody where people always took the machine's first candidate.</param>
internal sealed record SenderHabit(DocumentType? Type, int OfThatType, int Filed, IReadOnlyDictionary<Guid, int> FiledTo)
{
    public static readonly SenderHabit None = new(null, 0, 0, new Dictionary<Guid, int>());
}

/// <summary>
/// Corrections as suggestions for the next document of the same sender. They are shown to the person who reviews, with their reason, and do
/// nothing else: no score and no gate knows of them, and a sender alone never brings a patient into question.
/// </summary>
internal sealed class SenderHabits(DocumentsDb db, VisibleToActor visible)
{
    /// <summary>What a sender did long ago says little about the next fax.</summary>
    private const int Looked = 20;

    private const int MostWalked = 200;

    /// <summary>By what this user sees: a closed document suggests nothing to anybody else.</summary>
    public async Task<SenderHabit> Before(Document document, CancellationToken stopping)
    {
        if (await db.Transmissions.Where(t => t.Id == document.TransmissionId).Select(t => t.ReceivedFrom).SingleOrDefaultAsync(stopping) is not { Length: > 0 } sender)
        {
            return SenderHabit.None;
        }

        // The newest first, and not one more: somebody who faxes every day has thousands.
        var recent = await visible.Transmissions.Where(t => t.ReceivedFrom == sender).OrderByDescending(t => t.ReceivedAt).Take(MostWalked).Select(t => t.Id).ToListAsync(stopping);
        var last = await visible.Documents.AsNoTracking()
            .Where(d => recent.Contains(d.TransmissionId) && d.Id != document.Id && d.State == DocumentState.Filed && d.FiledBy != null && d.Type != DocumentType.LetterSent)
            .OrderByDescending(d => d.ReceivedAt)
            .Take(Looked)
            .Select(d => new { d.Type, Corrected = d.TypeSetBy != null, d.PatientId, d.Decision })
            .ToListAsync(stopping);
        var often = last.GroupBy(d => d.Type).OrderByDescending(group => group.Count()).FirstOrDefault();
        var type = often is not null && 2 * often.Count() > last.Count && last.Exists(d => d.Corrected) ? often.Key : (DocumentType?)null;
        var elsewhere = last.Exists(d => FileDocument.Suggestions(d.Decision) is not [var first, ..] || first.PatientId != d.PatientId);
        return new SenderHabit(type, often?.Count() ?? 0, last.Count, elsewhere ? last.Where(d => d.PatientId is not null).CountBy(d => d.PatientId!.Value).ToDictionary() : SenderHabit.None.FiledTo);
    }
}
