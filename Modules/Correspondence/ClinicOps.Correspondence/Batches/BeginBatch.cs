using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Correspondence.Batches;

/// <summary>Begins a batch: a row for everybody who gets a letter, and one with the reason for everybody who does not. Jobs draft them from here on.</summary>
internal sealed class BeginBatch(
    CorrespondenceDb db,
    TemplateShelf shelf, ModuleTransaction<CorrespondenceDb> transaction, VisibleToActor visible, ChooseReaders choose, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <summary>More is more than one batch.</summary>
    public const int MostLetters = 5_000;

    /// <summary>What a batch may write, by whom it is for.</summary>
    public static IReadOnlyList<string> TemplatesOf(string kind) => kind switch
    {
        BatchKind.Recall => [PatientLetterTemplates.Recall],
        BatchKind.NoShow => [LetterTemplates.MissedVisit],
        BatchKind.Closing => [LetterTemplates.ClosingNotice],
        BatchKind.Listed => [LetterTemplates.ResultsAreIn, LetterTemplates.MissedVisit, PatientLetterTemplates.Recall, LetterTemplates.AppointmentToSchedule],
        _ => [],
    };

    /// <summary>To patients who are named one by one also what staff have written.</summary>
    public static bool MayWrite(string kind, string code) => TemplatesOf(kind).Contains(code) || (kind == BatchKind.Listed && LetterTemplates.IsOwnCode(code) && LetterTemplates.IsToPatient(code));

    /// <summary>First key of the advisory lock on a template: of two batches begun at once, the later one knows whom the earlier one writes to.</summary>
    private const int BeginLock = 7531;

    /// <param name="batchId">Made by the form: one sent twice begins one batch.</param>
    /// <param name="shown">Of who was shown before: see <see cref="ChosenReaders.Mark"/>; null where nobody was.</param>
    public async Task<BatchBegin> Run(Guid batchId, BatchAsk ask, CancellationToken stopping, string? shown = null)
    {
        if (await db.LetterBatches.AnyAsync(batch => batch.Id == batchId, stopping))
        {
            return new BatchBegin.BegunBefore(batchId);
        }

        if ((await organization.Profile(stopping)).Find(ask.LocationId) is null || !visible.Location(ask.LocationId))
        {
            return new BatchBegin.LocationUnknown();
        }

        if (!MayWrite(ask.Kind, ask.TemplateCode) || await shelf.Find(ask.TemplateCode, null, stopping) is not { } template)
        {
            return new BatchBegin.TemplateUnknown();
        }

        if (ask.TemplateCode == LetterTemplates.ClosingNotice && ask.ClosingDay is null)
        {
            return new BatchBegin.NoClosingDay();
        }

        var chosen = await choose.Run(ask, stopping);
        if (chosen.Gets.Count is 0 or > MostLetters)
        {
            return new BatchBegin.WrongNumber(chosen.Gets.Count);
        }

        if (shown is not null && shown != chosen.Mark)
        {
            return new BatchBegin.OthersByNow();
        }

        try
        {
            return await transaction.Run(effects => Store(batchId, ask, template, chosen, effects, stopping), stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same form once more, a moment earlier.
            db.ChangeTracker.Clear();
            return new BatchBegin.BegunBefore(batchId);
        }
    }

    private async Task<BatchBegin> Store(Guid batchId, BatchAsk ask, LetterTemplate template, ChosenReaders chosen, Effects effects, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({BeginLock}, hashtext({template.Code}))", stopping);
        if (await db.LetterBatches.AnyAsync(batch => batch.Id == batchId, stopping))
        {
            return new BatchBegin.BegunBefore(batchId);
        }

        var lately = await choose.WrittenLately(template.Code, [.. chosen.Gets.Select(patient => patient.Id)], stopping);
        chosen = chosen with
        {
            Gets = [.. chosen.Gets.Where(patient => !lately.Contains(patient.Id))],
            Not = [.. chosen.Not, .. chosen.Gets.Where(patient => lately.Contains(patient.Id)).Select(patient => new ReaderLeftOut(patient, BatchReason.WrittenLately))],
        };
        if (chosen.Gets.Count == 0)
        {
            return new BatchBegin.WrongNumber(0);
        }

        var now = clock.GetUtcNow();
        var run = Guid.CreateVersion7();
        db.LetterBatches.Add(new LetterBatch
        {
            Id = batchId,
            Kind = ask.Kind,
            TemplateCode = template.Code,
            TemplateVersion = template.Version,
            LocationId = ask.LocationId,
            ClosingDay = ask.TemplateCode == LetterTemplates.ClosingNotice ? ask.ClosingDay : null,
            Closed = chosen.Closed,
            BegunBy = actor.UserId,
            BegunAt = now,
            State = BatchState.Drafting,
            WorksAs = actor.UserId,
            RunId = run,
            StepAt = now,
        });
        var readers = chosen.Gets.Select(patient => (patient.Id, Reason: (string?)null)).Concat(chosen.Not.Select(left => (left.Patient.Id, (string?)left.Reason)));
        foreach (var (index, (patientId, reason)) in readers.Index())
        {
            db.BatchLetters.Add(new BatchLetter
            {
                Id = Guid.CreateVersion7(),
                BatchId = batchId,
                PatientId = patientId,
                Ordinal = index + 1,
                State = reason is null ? BatchLetterState.Waiting : BatchLetterState.Skipped,
                Reason = reason,
                ChangedAt = now,
            });
        }

        effects.Audit(new AuditEntry("letter-batch.begun", "letter-batch", batchId, [.. chosen.Gets.Select(patient => patient.Id)], LocationId: ask.LocationId));
        effects.Enqueue(new BatchToRun(batchId, run));
        return new BatchBegin.Begun(batchId);
    }
}

internal abstract record BatchBegin
{
    private BatchBegin()
    {
    }

    public sealed record Begun(Guid BatchId) : BatchBegin;

    /// <summary>The same form once more: nothing was begun by it.</summary>
    public sealed record BegunBefore(Guid BatchId) : BatchBegin;

    public sealed record LocationUnknown : BatchBegin;

    public sealed record TemplateUnknown : BatchBegin;

    public sealed record NoClosingDay : BatchBegin;

    /// <summary>Others would get a letter than were shown.</summary>
    public sealed record OthersByNow : BatchBegin;

    /// <param name="Letters">None, or more than <see cref="BeginBatch.MostLetters"/>.</param>
    public sealed record WrongNumber(int Letters) : BatchBegin;
}
