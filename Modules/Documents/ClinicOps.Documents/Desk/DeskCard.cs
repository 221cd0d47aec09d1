using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>What people put on one document, with what this user may add to it.</summary>
/// <param name="Address">Of the page that shows it, which answers to what is put.</param>
/// <param name="Labels">Those on it, and those that may be put on it.</param>
/// <param name="Notes">Oldest first, the struck ones too.</param>
/// <param name="Colleagues">Whom it may be given; null where it is not given from here.</param>
/// <param name="Owner">Whose it is, in words; null for nobody's in particular, and where it waits no more.</param>
internal sealed record DeskView(
    Guid DocumentId, string Address, IReadOnlyList<LabelChoice> Labels, IReadOnlyList<NoteLine> Notes, IReadOnlyList<Colleague>? Colleagues, string? Owner, bool MayLabel)
{
    /// <summary>To whom it was to be given, and the word with it, where that was refused; null when nobody tried.</summary>
    public (Guid Colleague, string? Word)? Given { get; init; }
}

/// <param name="IsOnPart">It was put on a document whose pages lie in this one now.</param>
internal sealed record LabelChoice(Guid Id, string Name, string Color, bool IsOn, bool IsOffered, bool IsOnPart);

/// <param name="To">Whom the document was given with it; null for a note to everybody.</param>
/// <param name="StruckBy">Who struck it through and when; null while it stands.</param>
internal sealed record NoteLine(Guid Id, string Text, string By, string When, string? To, bool IsMine, string? StruckBy);

/// <summary>The labels and notes of a document for the pages that show one, and what is done to them there. The caller audits the look.</summary>
internal sealed class DeskCard(
    DocumentsDb db,
    VisibleToActor visible,
    PutLabel putLabel,
    WriteNote writeNote,
    Colleagues colleagues,
    DocumentMarks marks,
    IOrganization organization,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="isReview">On the page where it is decided: it may be given to a colleague from there.</param>
    /// <returns>Null where the document is out of sight.</returns>
    public async Task<DeskView?> Of(Guid documentId, string address, bool mayLabel, bool isReview, CancellationToken stopping)
    {
        if (await visible.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, stopping) is not { } document)
        {
            return null;
        }

        var isWaiting = document.State == DocumentState.Review;
        var parts = (await marks.Parts([documentId], stopping))[documentId].ToList();
        return new DeskView(
            documentId,
            address,
            await Labels(documentId, stopping),
            await Notes(document, [.. parts.Select(part => part.Id)], stopping),
            isReview && isWaiting ? await colleagues.For(document, stopping) : null,
            !isWaiting ? null : document.OwnerId is { } owner ? owner == actor.UserId ? "Yours" : $"{await Name(owner, stopping)} works on it" : await OwnersOf(parts, stopping),
            mayLabel);
    }

    /// <summary>Who worked on what was put together into a document that nobody has; null for nobody.</summary>
    private async Task<string?> OwnersOf(IReadOnlyList<MergedPart> parts, CancellationToken stopping)
    {
        var names = new List<string>();
        foreach (var owner in parts.Select(part => part.OwnerId).OfType<Guid>().Distinct())
        {
            names.Add(owner == actor.UserId ? "You" : await Name(owner, stopping));
        }

        return names.Count == 0 ? null : $"A part of it was with: {string.Join(", ", names)}";
    }

    /// <returns>False where there is nothing that the user could put it on.</returns>
    public async Task<bool> Toggle(Guid documentId, Guid labelId, CancellationToken stopping) => await putLabel.Toggle(documentId, labelId, stopping) is not null;

    public Task<bool> Write(Guid documentId, string? text, CancellationToken stopping) => writeNote.Add(documentId, text, stopping);

    public Task<bool> Strike(Guid documentId, Guid noteId, CancellationToken stopping) => writeNote.Strike(documentId, noteId, stopping);

    private async Task<IReadOnlyList<LabelChoice>> Labels(Guid documentId, CancellationToken stopping)
    {
        var all = (await marks.Of([documentId], stopping)).GetValueOrDefault(documentId, Marks.None).Labels;
        var own = await db.DocumentLabels.Where(l => l.DocumentId == documentId).Select(l => l.LabelId).ToListAsync(stopping);
        var offered = await marks.Offered(stopping);
        LabelChoice Choice(Label label, bool isOffered) =>
            new(label.Id, label.Name, label.Color, own.Contains(label.Id), isOffered, !own.Contains(label.Id) && all.Any(one => one.Id == label.Id));
        return [.. offered.Select(label => Choice(label, true)), .. all.Where(label => label.Retired).Select(label => Choice(label, false))];
    }

    /// <param name="parts">The documents whose pages lie in it now: what colleagues wrote on them is read here. It is struck where it was written.</param>
    private async Task<IReadOnlyList<NoteLine>> Notes(Document document, IReadOnlyList<Guid> parts, CancellationToken stopping)
    {
        var rows = await marks.NotesOf([document.Id, .. parts]).OrderBy(n => n.At).ThenBy(n => n.Id).ToListAsync(stopping);
        var struck = rows.Where(n => n.Removes is not null).ToDictionary(n => n.Removes!.Value);
        var location = (await organization.Profile(stopping)).Find(document.LocationId);
        string When(DateTimeOffset at) => LocationClock.Words(at, clock.GetUtcNow(), location);
        var lines = new List<NoteLine>();
        foreach (var note in rows.Where(n => n.Text is not null))
        {
            var removal = struck.GetValueOrDefault(note.Id);
            lines.Add(new NoteLine(
                note.Id, note.Text!, await Name(note.By, stopping), When(note.At), note.GivenTo is { } to ? await Name(to, stopping) : null,
                note.By == actor.UserId && note.DocumentId == document.Id, removal is null ? null : $"{await Name(removal.By, stopping)}, {When(removal.At)}"));
        }

        return lines;
    }

    private async Task<string> Name(Guid user, CancellationToken stopping) => await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
}
