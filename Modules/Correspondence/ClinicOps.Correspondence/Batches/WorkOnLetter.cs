using System.Globalization;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

/// <summary>What became of one letter of a batch.</summary>
/// <param name="State">One of <see cref="BatchLetterState"/>.</param>
/// <param name="Reason">One of <see cref="BatchReason"/>; null where it went well.</param>
internal sealed record LetterWorked(string State, string? Reason = null, string? Detail = null);

/// <summary>
/// The next step of one letter of a batch, by the same operations that a person's buttons call. Each may be done again: a letter that was drafted, approved or queued
/// already, and nobody wrote it down, is found so.
/// </summary>
internal sealed class WorkOnLetter(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    DraftLetter draft,
    ApproveLetter approve,
    RequestDelivery request,
    VisibleToActor visible,
    LetterPreviews previews,
    FontCoverage fonts,
    IPatients patients,
    CurrentActor actor,
    TimeProvider clock)
{
    public Task<LetterWorked> Run(LetterBatch batch, BatchLetter row, CancellationToken stopping) => batch.State switch
    {
        BatchState.Drafting => Draft(batch, row, stopping),
        BatchState.Approving => Approve(batch, row, stopping),
        BatchState.Withdrawing => Withdraw(row, stopping),
        _ => throw new InvalidOperationException($"Nothing is done in a batch that is {batch.State}."),
    };

    private async Task<LetterWorked> Draft(LetterBatch batch, BatchLetter row, CancellationToken stopping)
    {
        // Merged since: the record that stands has a row of its own, or was not chosen.
        if (await patients.Find(row.PatientId, stopping) is { MergedIntoId: not null })
        {
            return new LetterWorked(BatchLetterState.Skipped, BatchReason.Merged);
        }

        return await draft.AtPatient(row.Id, row.PatientId, batch.LocationId, batch.TemplateCode, stopping, language => Said(batch, language)) switch
        {
            Drafting.Drafted or Drafting.DraftedBefore => await Look(row, stopping),
            Drafting.PatientUnknown => new LetterWorked(BatchLetterState.Skipped, BatchReason.OutOfSight),
            Drafting.PatientDeceased => new LetterWorked(BatchLetterState.Skipped, BatchReason.Deceased),
            Drafting.TemplateUnknown => new LetterWorked(BatchLetterState.Broken, BatchReason.Failed, "Its template was retired meanwhile. Have it offered again at “Letter templates”, then try again."),
            _ => new LetterWorked(BatchLetterState.Broken, BatchReason.Failed),
        };
    }

    /// <summary>Whether the letter can be drawn as it is, without drawing it.</summary>
    private async Task<LetterWorked> Look(BatchLetter row, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == row.Id, stopping) is not { } letter)
        {
            return new LetterWorked(BatchLetterState.Skipped, BatchReason.OutOfSight);
        }

        if (letter.State == LetterState.Withdrawn)
        {
            return new LetterWorked(BatchLetterState.Skipped, BatchReason.TakenBack);
        }

        switch (MergeLetter.Run(letter.Blocks, letter.Values))
        {
            case Merged.Refused refused:
                return new LetterWorked(BatchLetterState.Broken, BatchReason.Refused, string.Join(' ', refused.Problems.Select(problem => problem.Sentence)));
            case Merged.Complete merged when await fonts.Missing(merged.Blocks.SelectMany(block => block.Texts).Append(letter.Subject)) is { Count: > 0 } missing:
                return new LetterWorked(BatchLetterState.Broken, BatchReason.Refused, LetterPreviews.CannotDraw(missing));
            default:
                return new LetterWorked(BatchLetterState.Drafted);
        }
    }

    private async Task<LetterWorked> Approve(LetterBatch batch, BatchLetter row, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == row.Id, stopping) is not { } letter)
        {
            return new LetterWorked(BatchLetterState.Skipped, BatchReason.OutOfSight);
        }

        if (letter.State == LetterState.Withdrawn)
        {
            return new LetterWorked(BatchLetterState.Skipped, BatchReason.TakenBack);
        }

        if (letter.State == LetterState.Draft && await Approve(batch, letter, stopping) is { } notApproved)
        {
            return notApproved;
        }

        // Somebody sent it by hand meanwhile: nothing leaves twice.
        if ((await db.DeliveriesOf(row.Id).AsNoTracking().ToListAsync(stopping)).Exists(delivery => delivery.MayHaveLeft || delivery.State == DeliveryState.Pending))
        {
            return new LetterWorked(BatchLetterState.Queued);
        }

        // The patient may have died, or have said something of mail, since it was drafted.
        var became = await request.Print(row.Id, stopping) switch
        {
            DeliveryRequest.Requested or DeliveryRequest.OnItsWay => new LetterWorked(BatchLetterState.Queued),
            DeliveryRequest.LetterUnknown => new LetterWorked(BatchLetterState.Skipped, BatchReason.OutOfSight),
            DeliveryRequest.PatientDeceased => new LetterWorked(BatchLetterState.Skipped, BatchReason.Deceased),
            DeliveryRequest.NotWanted => new LetterWorked(BatchLetterState.Skipped, BatchReason.NoPost),
            DeliveryRequest.NotApproved => new LetterWorked(BatchLetterState.Broken, BatchReason.ChangedMeanwhile),
            _ => new LetterWorked(BatchLetterState.Broken, BatchReason.MayNotLeave),
        };

        // What the batch approved and cannot print is a draft again; what a person approved before stays as that person left it.
        if (became.State != BatchLetterState.Queued && await db.StandingApproval(row.Id).AnyAsync(one => one.ApprovedAt >= batch.ShownAt && (one.ApprovedBy == batch.ApprovedBy || one.ApprovedBy == batch.WorksAs), stopping))
        {
            await approve.TakeBack(row.Id, stopping);
        }

        return became;
    }

    /// <returns>Null when it is approved.</returns>
    private async Task<LetterWorked?> Approve(LetterBatch batch, Letter letter, CancellationToken stopping)
    {
        if ((letter.EditedAt ?? letter.DraftedAt) > batch.ShownAt)
        {
            return new LetterWorked(BatchLetterState.Broken, BatchReason.ChangedMeanwhile);
        }

        // Drawn here and kept for a moment: what is approved next are these pages.
        if (await previews.Of(letter, stopping) is Preview.Refused refused)
        {
            return new LetterWorked(BatchLetterState.Broken, BatchReason.NotDrawn, string.Join(' ', refused.Sentences));
        }

        return await approve.Run(letter.Id, letter.Version, stopping) switch
        {
            // A job that took this one to have died was earlier: printing it asks whether it stands approved.
            Approving.Done or Approving.NoDraft => null,
            Approving.CannotBeDrawn => new LetterWorked(BatchLetterState.Broken, BatchReason.NotDrawn),
            Approving.LetterUnknown => new LetterWorked(BatchLetterState.Skipped, BatchReason.OutOfSight),
            _ => new LetterWorked(BatchLetterState.Broken, BatchReason.ChangedMeanwhile),
        };
    }

    /// <summary>The letter is withdrawn, approved or not, unless it has left or may have; also where its patient is closed to whoever says so, since a batch is withdrawn whole.</summary>
    private Task<LetterWorked> Withdraw(BatchLetter row, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (!await visible.Letters.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(l => l.Id == row.Id, stopping))
            {
                return new LetterWorked(BatchLetterState.Withdrawn);
            }

            var letter = await db.LockLetter(row.Id, stopping);
            var deliveries = await db.DeliveriesOf(letter.Id).ToListAsync(stopping);
            if (deliveries.Exists(delivery => delivery.MayHaveLeft))
            {
                return new LetterWorked(BatchLetterState.Left);
            }

            if (letter.State != LetterState.Withdrawn)
            {
                await approve.End(letter, deliveries, stopping);
                (letter.State, letter.EditedBy, letter.EditedAt) = (LetterState.Withdrawn, actor.UserId, clock.GetUtcNow());
                effects.Audit(new AuditEntry("letter.withdrawn", "letter", letter.Id, [letter.PatientId], "batch", letter.LocationId));
            }

            return new LetterWorked(BatchLetterState.Withdrawn);
        },
        stopping);

    private static Dictionary<string, string> Said(LetterBatch batch, string language) => batch.ClosingDay is not { } day ? [] : new()
    {
        ["notice.closing_day"] = language == "es"
            ? day.ToString("d 'de' MMMM 'de' yyyy", CultureInfo.GetCultureInfo("es"))
            : day.ToString("MMMM d, yyyy", CultureInfo.GetCultureInfo("en-US")),
    };
}
