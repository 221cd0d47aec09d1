using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>Changes a draft's subject, texts, values and enclosures, or withdraws it, unless somebody else changed it meanwhile.</summary>
internal sealed class EditLetter(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleToActor visible, CollectValues collect, LetterEnclosures enclosures, CurrentActor actor, TimeProvider clock)
{
    public async Task<Editing> Run(LetterEdit edit, CancellationToken stopping)
    {
        if (await visible.Letters.SingleOrDefaultAsync(l => l.Id == edit.LetterId, stopping) is not { } letter)
        {
            return new Editing.LetterUnknown();
        }

        var blocks = letter.Blocks.Select((block, at) => edit.Texts.TryGetValue(at, out var text) ? block.WithEditableText(text) : block).ToList();
        var wrong = MergeLetter.WrongFields(blocks).ToList();
        if (MergeFields.HasBraces(edit.Subject))
        {
            wrong.Add(new MergeProblem.FieldInSubject());
        }

        if (wrong.Count > 0)
        {
            return new Editing.Refused(wrong);
        }

        var values = await Values(letter, blocks, edit.Values, stopping);
        return await Change(
            letter,
            edit.Version,
            "letter.edited",
            () => (letter.Subject, letter.Blocks, letter.Values) = (edit.Subject.Trim(), blocks, values),
            stopping);
    }

    /// <summary>Which papers of the chart leave with it, in their order; none takes all of them out again.</summary>
    public async Task<Editing> Enclose(Guid letterId, uint version, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        if (await visible.Letters.SingleOrDefaultAsync(l => l.Id == letterId, stopping) is not { } letter)
        {
            return new Editing.LetterUnknown();
        }

        Guid[] chosen = [.. documentIds.Distinct()];
        return await enclosures.WhyNot(letter, chosen, stopping) is { } why
            ? new Editing.CannotEnclose(why)
            : await Change(letter, version, "letter.enclosures-chosen", () => letter.DocumentIds = chosen, stopping);
    }

    public async Task<Editing> Withdraw(Guid letterId, uint version, CancellationToken stopping) =>
        await visible.Letters.SingleOrDefaultAsync(l => l.Id == letterId, stopping) is { } letter
            ? await Change(letter, version, "letter.withdrawn", () => letter.State = LetterState.Withdrawn, stopping)
            : new Editing.LetterUnknown();

    private async Task<Editing> Change(Letter letter, uint version, string action, Action change, CancellationToken stopping)
    {
        if (letter.State != LetterState.Draft)
        {
            var (by, at) = await db.LastTouchOf(letter, stopping);
            return new Editing.NoDraft(by, at);
        }

        db.Entry(letter).Property(l => l.Version).OriginalValue = version;
        change();
        (letter.EditedBy, letter.EditedAt) = (actor.UserId, clock.GetUtcNow());
        try
        {
            await transaction.Run(
                effects =>
                {
                    effects.Audit(new AuditEntry(action, "letter", letter.Id, [letter.PatientId, .. letter.DocumentIds], LocationId: letter.LocationId));
                    if (letter.State == LetterState.Withdrawn && LetterTemplates.IsAskedFor(letter.TemplateCode))
                    {
                        effects.Publish(new AskedLetterChanged(letter.Id, letter.PatientId, letter.LocationId, AskedLetterChanged.Withdrawn));
                    }

                    return Task.CompletedTask;
                },
                stopping);
            return new Editing.Done();
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            if (await db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == letter.Id, stopping) is not { } now)
            {
                // Its access class changed meanwhile: it is out of this user's sight.
                return new Editing.LetterUnknown();
            }

            var (by, at) = await db.LastTouchOf(now, stopping);
            return new Editing.ChangedMeanwhile(by, at);
        }
    }

    /// <summary>What was entered by hand goes before the record; a field that the text names for the first time is asked for now.</summary>
    private async Task<IReadOnlyList<MergeValue>> Values(
        Letter letter, IReadOnlyList<LetterBlock> blocks, IReadOnlyDictionary<string, string?> entered, CancellationToken stopping)
    {
        var before = letter.Values.ToDictionary(value => value.Field);
        var fields = MergeLetter.Fields(blocks).ToList();
        // An emptied value means: as the record has it.
        var asked = (await collect.Run(fields.Where(field => !before.ContainsKey(field) || (entered.TryGetValue(field, out var text) && string.IsNullOrWhiteSpace(text))), LetterSubject.Of(letter), stopping))
            .ToDictionary(value => value.Field);
        return [.. fields.Select(field =>
            asked.TryGetValue(field, out var fresh) ? fresh
            : entered.TryGetValue(field, out var text) && Normal(text) != Normal(before[field].Value) ? new MergeValue(field, Normal(text), "staff", actor.UserId)
            : before[field])];
    }

    /// <summary>Browsers send line ends as CR LF.</summary>
    private static string Normal(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();
}

/// <param name="Version">The row as the user saw it.</param>
/// <param name="Texts">New text by the position of the block; blocks that are not named stay.</param>
/// <param name="Values">By field; a blank one is asked for again.</param>
internal sealed record LetterEdit(Guid LetterId, uint Version, string Subject, IReadOnlyDictionary<int, string> Texts, IReadOnlyDictionary<string, string?> Values);

internal abstract record Editing
{
    private Editing()
    {
    }

    public sealed record Done : Editing;

    /// <summary>There is no such letter at the acting user's locations.</summary>
    public sealed record LetterUnknown : Editing;

    /// <summary>It was approved or withdrawn: its text stands.</summary>
    /// <param name="By">Null for the machine.</param>
    public sealed record NoDraft(Guid? By, DateTimeOffset At) : Editing;

    /// <param name="By">Null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : Editing;

    public sealed record Refused(IReadOnlyList<MergeProblem> Problems) : Editing;

    /// <param name="Why">What is wrong and what to do, for staff.</param>
    public sealed record CannotEnclose(string Why) : Editing;
}
