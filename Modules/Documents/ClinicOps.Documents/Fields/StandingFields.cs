using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>One field of a document as it stands: what a person said of it, else what the machine read.</summary>
/// <param name="Which">Which of several; empty for a field of which a document has one.</param>
/// <param name="Value">Null for what a person said is not on the page.</param>
/// <param name="Read">Of the latest reading; null where that found nothing.</param>
/// <param name="Said">Null where nobody said anything.</param>
internal sealed record StandingField(DocumentField Field, string Which, string? Qualifier, string? Value, DocumentValue? Read, FieldCorrection? Said);

/// <summary>Puts what people said over what the machine read.</summary>
internal static class StandingFields
{
    /// <param name="read">The latest reading.</param>
    /// <param name="said">Of the document's pages, all there is; those of fields that this type has not rest until it is of a type that has them.</param>
    public static IReadOnlyList<StandingField> Of(DocumentType type, IReadOnlyList<DocumentValue> read, IReadOnlyList<FieldCorrection> said)
    {
        var known = FieldForm.FieldsOf(type);
        var latest = Latest(said).Select(s => (Field: DocumentFieldNames.FromCode(s.Name), Said: s)).Where(s => s.Field is { } field && known.Contains(field)).Select(s => (Field: s.Field!.Value, s.Said)).ToList();
        var found = new List<StandingField>();
        foreach (var value in read)
        {
            if (DocumentFieldNames.FromCode(value.Name) is not { } field)
            {
                continue;
            }

            var which = WhichOf(field, value.Qualifier, value.Value);
            if (latest.Find(s => s.Field == field && s.Said.Which == which).Said is { } over)
            {
                found.Add(new(field, which, over.Qualifier, over.Value, value, over));
            }
            else if (which.Length == 0 || !latest.Exists(s => s.Field == field && s.Said.Value is { } corrected && WhichOf(field, s.Said.Qualifier, corrected) == which))
            {
                // Unless it reads now what somebody has corrected another reading to: that says nothing new.
                found.Add(new(field, which, value.Qualifier, value.Value, value, null));
            }
        }

        return
        [
            .. found
                .Concat(latest.Where(s => !found.Exists(f => f.Said == s.Said)).Select(s => new StandingField(s.Field, s.Said.Which, s.Said.Qualifier, s.Said.Value, null, s.Said)))
                .OrderBy(f => f.Field),
        ];
    }

    /// <summary>Of each field the last thing said that nobody took back.</summary>
    public static IEnumerable<FieldCorrection> Latest(IReadOnlyList<FieldCorrection> said)
    {
        var undone = said.Select(s => s.Undoes).OfType<Guid>().ToHashSet();
        return said.Where(s => s.Undoes is null && !undone.Contains(s.Id)).GroupBy(s => (s.Name, s.Which)).Select(same => same.OrderBy(s => s.At).ThenBy(s => s.Id).Last());
    }

    /// <summary>By its service or its value, so that one of several is the same one in every reading.</summary>
    public static string WhichOf(DocumentField field, string? qualifier, string value) =>
        ReadFields.Several.Contains(field) ? string.Concat((qualifier ?? value).ToLowerInvariant().Where(char.IsLetterOrDigit)) : "";

    public static string? Value(this IReadOnlyList<StandingField> fields, DocumentField field) => fields.FirstOrDefault(f => f.Field == field)?.Value;
}

/// <summary>Loads the fields of a document as they stand.</summary>
internal sealed class LoadFields(DocumentsDb db)
{
    /// <summary>Empty for what was not read yet.</summary>
    public async Task<IReadOnlyList<StandingField>> Of(Document document, CancellationToken stopping)
    {
        if (document.TranscribedAt is not { } at)
        {
            return [];
        }

        var read = await db.DocumentValues.AsNoTracking().Where(v => v.DocumentId == document.Id && v.At == at).OrderBy(v => v.Id).ToListAsync(stopping);
        return StandingFields.Of(document.Type, read, await Said(document.Id, stopping));
    }

    /// <summary>Of the pages that the document has now.</summary>
    public async Task<IReadOnlyList<FieldCorrection>> Said(Guid documentId, CancellationToken stopping)
    {
        // Not the whole page: its text is large, and would come with each correction.
        var all = await db.FieldCorrections.AsNoTracking()
            .Where(s => s.Page!.DocumentId == documentId)
            .OrderBy(s => s.At).ThenBy(s => s.Id)
            .Select(s => new
            {
                Said = s,
                Page = new ReceivedPage { Id = s.PageId, TransmissionId = s.Page!.TransmissionId, Number = s.Page.NumberThere ?? s.Page.Number, Position = s.Page.Position, ImageHash = s.Page.ImageHash },
            })
            .ToListAsync(stopping);
        foreach (var one in all)
        {
            one.Said.Page = one.Page;
        }

        return all.ConvertAll(one => one.Said);
    }
}
