using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Approval;

/// <summary>Freezes a letter as it was shown, or takes that back as long as nothing of it has left.</summary>
internal sealed class ApproveLetter(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    VisibleToActor visible,
    LetterPages pages,
    LetterEnclosures enclosures,
    IBlobStore blobs,
    DeliveryHistory history,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="version">The row as the user saw it: what is approved is what was shown.</param>
    /// <param name="seen">The pages of its enclosures as the user saw them: see <see cref="EnclosedPapers.Seen"/>; null where it has none.</param>
    public async Task<Approving> Run(Guid letterId, uint version, CancellationToken stopping, string? seen = null)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == letterId, stopping) is not { } shown)
        {
            return new Approving.LetterUnknown();
        }

        if (await pages.Of(shown, stopping) is not Preview.Ready ready)
        {
            return new Approving.CannotBeDrawn();
        }

        // Asked after they were drawn: one that changed in between is not approved unseen.
        if (shown is { State: LetterState.Draft, DocumentIds.Length: > 0 } && shown.Version == version && (await enclosures.Of(shown, stopping)).Seen != seen)
        {
            return new Approving.OtherEnclosures();
        }

        string? copyHash = null;
        if (shown.WithClinicCopy)
        {
            if (await pages.ClinicCopyOf(shown, stopping) is not Preview.Ready copy)
            {
                return new Approving.CannotBeDrawn();
            }

            copyHash = await blobs.Put(copy.Pdf, stopping);
        }

        var hash = await blobs.Put(ready.Pdf, stopping);
        return await transaction.Run<Approving>(
            async effects =>
            {
                var letter = await db.LockLetter(letterId, stopping);
                if (letter.State != LetterState.Draft || letter.Version != version || letter.Version != shown.Version)
                {
                    var (by, at) = await db.LastTouchOf(letter, stopping);
                    return letter.State == LetterState.Draft ? new Approving.ChangedMeanwhile(by, at) : new Approving.NoDraft(by, at);
                }

                letter.State = LetterState.Approved;
                db.Approvals.Add(new LetterApproval
                {
                    Id = Guid.CreateVersion7(),
                    LetterId = letterId,
                    Number = 1 + await db.ApprovalsOf(letterId).CountAsync(stopping),
                    Subject = letter.Subject,
                    Blocks = letter.Blocks,
                    Values = letter.Values,
                    PdfHash = hash,
                    PageCount = ready.PageCount,
                    ClinicCopyHash = copyHash,
                    ApprovedBy = actor.UserId,
                    ApprovedAt = clock.GetUtcNow(),
                });
                effects.Publish(new LetterApproved(letterId, letter.PatientId, letter.CareThreadId));
                effects.Audit(new AuditEntry("letter.approved", "letter", letterId, [letter.PatientId], LocationId: letter.LocationId));
                return new Approving.Done();
            },
            stopping);
    }

    /// <summary>The letter is a draft again; what waited to be sent is cancelled.</summary>
    public async Task<Approving> TakeBack(Guid letterId, CancellationToken stopping)
    {
        // Papers of another module have no draft to go back to: what waits of them is cancelled by itself.
        if (!await visible.Letters.AnyAsync(l => l.Id == letterId && l.TemplateCode != LetterTemplates.Papers, stopping))
        {
            return new Approving.LetterUnknown();
        }

        return await transaction.Run<Approving>(
            async effects =>
            {
                var letter = await db.LockLetter(letterId, stopping);
                if (letter.State != LetterState.Approved)
                {
                    var (by, at) = await db.LastTouchOf(letter, stopping);
                    return new Approving.NotApproved(by, at);
                }

                var deliveries = await db.DeliveriesOf(letterId).ToListAsync(stopping);
                if (deliveries.Exists(d => d.MayHaveLeft))
                {
                    return new Approving.HasLeft();
                }

                await End(letter, deliveries, stopping);
                letter.State = LetterState.Draft;
                effects.Audit(new AuditEntry("letter.approval-taken-back", "letter", letterId, [letter.PatientId], LocationId: letter.LocationId));
                return new Approving.Done();
            },
            stopping);
    }

    /// <summary>Ends the standing approval and cancels what waits to be sent. Called inside the transaction that holds the letter's row.</summary>
    public async Task End(Letter letter, IReadOnlyList<LetterDelivery> deliveries, CancellationToken stopping)
    {
        CancelWaiting(deliveries);
        if (await db.StandingApproval(letter.Id).SingleOrDefaultAsync(stopping) is { } standing)
        {
            (standing.TakenBackAt, standing.TakenBackBy) = (clock.GetUtcNow(), actor.UserId);
        }
    }

    public void CancelWaiting(IReadOnlyList<LetterDelivery> deliveries)
    {
        foreach (var waiting in deliveries.Where(d => d.State == DeliveryState.Pending))
        {
            waiting.State = DeliveryState.Cancelled;
            history.Add(waiting, DeliveryAct.Cancelled);
        }
    }
}

internal abstract record Approving
{
    private Approving()
    {
    }

    public sealed record Done : Approving;

    /// <summary>There is no such letter at the acting user's locations.</summary>
    public sealed record LetterUnknown : Approving;

    /// <summary>It was approved or withdrawn meanwhile.</summary>
    /// <param name="By">Null for the machine.</param>
    public sealed record NoDraft(Guid? By, DateTimeOffset At) : Approving;

    /// <summary>Its approval was taken back meanwhile, or it never had one.</summary>
    /// <param name="By">Null for the machine.</param>
    public sealed record NotApproved(Guid? By, DateTimeOffset At) : Approving;

    /// <summary>A value is missing, or a character cannot be drawn: the page says which.</summary>
    public sealed record CannotBeDrawn : Approving;

    /// <summary>A page of what is enclosed has changed since it was shown.</summary>
    public sealed record OtherEnclosures : Approving;

    /// <summary>Something of it was sent, printed, or may have been.</summary>
    public sealed record HasLeft : Approving;

    /// <param name="By">Null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : Approving;
}
