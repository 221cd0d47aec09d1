using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Correspondence.Templates;

/// <summary>
/// Writes a template's next version, unless somebody else was first. Nothing is ever changed in place: going back, retiring and bringing back are
/// versions too, so that each of them is undone by the next.
/// </summary>
internal sealed class WriteTemplate(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, TemplateShelf shelf, CurrentActor actor, TimeProvider clock)
{
    /// <param name="seen">The number of the newest version as the user saw it; 0 for none.</param>
    public async Task<TemplateWriting> Save(string code, string language, int seen, TemplateText text, CancellationToken stopping)
    {
        var shelved = await shelf.Shelved(code, language, stopping);
        if (shelved is null && !await MayBegin(code, language, stopping))
        {
            return new TemplateWriting.TemplateUnknown();
        }

        if (shelved is { IsRetired: false } && shelved.Standing is var standing && text.IsThatOf(standing))
        {
            // The same form once more, or nothing was changed.
            return new TemplateWriting.Written(shelved.Number, shelved.Number);
        }

        return TemplateRules.WhatIsWrong(code, text).ToList() is { Count: > 0 } wrong
            ? new TemplateWriting.Refused(wrong)
            : await Add(shelved, seen, "template.written", number => Version(code, language, number, text), stopping);
    }

    /// <summary>The text of an earlier version is the newest once more.</summary>
    /// <param name="to">Its number; null for the built-in one, as the program has it.</param>
    public async Task<TemplateWriting> BackTo(string code, string language, int seen, int? to, CancellationToken stopping)
    {
        if (await shelf.Shelved(code, language, stopping) is not { } shelved)
        {
            return new TemplateWriting.TemplateUnknown();
        }

        if (to is null)
        {
            return shelved.BuiltIn is { } builtIn
                ? await Add(shelved, seen, "template.taken-back", number => Version(code, language, number, TemplateText.Of(builtIn), backToBuiltIn: true), stopping)
                : new TemplateWriting.TemplateUnknown();
        }

        return await db.TemplateVersions.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code && row.Language == language && row.Version == to, stopping) is { } earlier
            ? await Add(shelved, seen, "template.taken-back", number => Version(code, language, number, TemplateText.Of(earlier.AsTemplate()), earlier.Retired, earlier.BackToBuiltIn), stopping)
            : new TemplateWriting.TemplateUnknown();
    }

    /// <summary>One that staff wrote is offered no more, or again. What is built in is always offered: other parts of the program draft from it.</summary>
    public async Task<TemplateWriting> Retire(string code, string language, int seen, bool retired, CancellationToken stopping)
    {
        if (await shelf.Shelved(code, language, stopping) is not { BuiltIn: null } shelved)
        {
            return new TemplateWriting.TemplateUnknown();
        }

        return shelved.IsRetired == retired
            ? new TemplateWriting.Written(shelved.Number, shelved.Number)
            : await Add(shelved, seen, retired ? "template.retired" : "template.brought-back", number => Version(code, language, number, TemplateText.Of(shelved.Standing), retired), stopping);
    }

    /// <summary>A new one of staff's own, or a language that a known one does not have yet. Letters to colleagues are in English.</summary>
    private async Task<bool> MayBegin(string code, string language, CancellationToken stopping) =>
        language is LetterTemplates.English or LetterTemplates.Spanish
        && !(LetterTemplates.IsToColleague(code) && language != LetterTemplates.English)
        && (LetterTemplates.IsOwnCode(code) || (await shelf.All(stopping)).Any(known => known.Standing.Code == code));

    private async Task<TemplateWriting> Add(ShelvedTemplate? shelved, int seen, string action, Func<int, LetterTemplateVersion> next, CancellationToken stopping)
    {
        var before = shelved?.Number ?? 0;
        if (before != seen)
        {
            return new TemplateWriting.ChangedMeanwhile(shelved?.Last?.WrittenBy, shelved?.Last?.WrittenAt ?? clock.GetUtcNow());
        }

        var version = next(before + 1);
        try
        {
            await transaction.Run(
                effects =>
                {
                    db.TemplateVersions.Add(version);
                    effects.Audit(new AuditEntry(action, "letter-template", version.Id, Reason: $"{version.Code} {version.Language} {version.Version}"));
                    return Task.CompletedTask;
                },
                stopping);
            return new TemplateWriting.Written(version.Version, before) { BeforeWasBuiltIn = shelved is { BuiltIn: not null, Last: null } };
        }
        catch (DbUpdateException first) when (first.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            var other = await db.TemplateVersions.AsNoTracking().SingleAsync(row => row.Code == version.Code && row.Language == version.Language && row.Version == version.Version, stopping);
            return new TemplateWriting.ChangedMeanwhile(other.WrittenBy, other.WrittenAt);
        }
    }

    private LetterTemplateVersion Version(string code, string language, int number, TemplateText text, bool retired = false, bool backToBuiltIn = false) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        Code = code,
        Language = language,
        Version = number,
        Name = text.Name.Trim(),
        Subject = text.Subject.Trim(),
        Blocks = text.Blocks,
        WithClinicCopy = text.WithClinicCopy,
        Retired = retired,
        BackToBuiltIn = backToBuiltIn,
        WrittenBy = actor.UserId,
        WrittenAt = clock.GetUtcNow(),
    };
}

/// <summary>What staff write of a template.</summary>
/// <param name="Name">What it is chosen by.</param>
internal sealed record TemplateText(string Name, string Subject, IReadOnlyList<LetterBlock> Blocks)
{
    /// <summary>Printed twice: for its reader, and marked, on pages of its own, for the clinic.</summary>
    public bool WithClinicCopy { get; init; }

    public static TemplateText Of(LetterTemplate template) => new(template.Name, template.Subject, template.Blocks) { WithClinicCopy = template.WithClinicCopy };

    public bool IsThatOf(LetterTemplate template) =>
        Name.Trim() == template.Name && Subject.Trim() == template.Subject && WithClinicCopy == template.WithClinicCopy
        && Blocks.Select(BlockForm.Of).Select(block => block.Said).SequenceEqual(template.Blocks.Select(BlockForm.Of).Select(block => block.Said));
}

internal abstract record TemplateWriting
{
    private TemplateWriting()
    {
    }

    /// <param name="Version">The newest now; the same as <paramref name="Before"/> where nothing was different.</param>
    /// <param name="Before">The newest until then; 0 for none.</param>
    public sealed record Written(int Version, int Before) : TemplateWriting
    {
        /// <summary>What stood before was never touched by staff.</summary>
        public bool BeforeWasBuiltIn { get; init; }
    }

    /// <summary>There is no such template, version or language of it.</summary>
    public sealed record TemplateUnknown : TemplateWriting;

    /// <param name="By">Null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : TemplateWriting;

    /// <param name="Sentences">What is wrong and what to do, for staff.</param>
    public sealed record Refused(IReadOnlyList<string> Sentences) : TemplateWriting;
}
