using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// Sends an approved letter on its way: to an address or a fax number that somebody answers for, or into the print queue. None to whom it may not go (<see cref="MayLeave"/>), and by a
/// way that the patient does not want only where the user says once more that it goes. A fax to a number that nobody has looked at a second time is held until somebody has.
/// </summary>
internal sealed class RequestDelivery(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    VisibleToActor visible,
    DeliveryHistory history,
    DrawCover cover,
    IBlobStore blobs,
    IPatients patients,
    IContactPreferences preferences,
    AskAgain askAgain,
    MayLeave mayLeave,
    EnterNumber numbers,
    IOptions<MailOptions> options,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <summary>Most letters of the name on a cover sheet.</summary>
    public const int LongestName = 200;

    /// <param name="nevertheless">The patient does not want mail by post, and it goes by it.</param>
    public Task<DeliveryRequest> Print(Guid letterId, CancellationToken stopping, bool nevertheless = false) =>
        Store(
            letterId, new Target(DeliveryWay.Print, null, null), (letter, approvalId) => New(letter, approvalId, DeliveryWay.Print, null, null, nevertheless: nevertheless),
            (letter, reach) => LetterTemplates.IsToPatient(letter.TemplateCode) ? reach.AgainstPost : null, nevertheless, stopping);

    /// <param name="readBy">Who reads that address: one of <see cref="AddressReader.ChoicesFor"/> this letter, which the user has made sure of.</param>
    /// <param name="nevertheless">The patient does not want e-mail, and it goes by it.</param>
    /// <param name="deliveryId">Made by the form: one sent twice leaves once, also where the first has left before the second is here.</param>
    public async Task<DeliveryRequest> Email(Guid letterId, string? address, string? readBy, CancellationToken stopping, bool nevertheless = false, Guid? deliveryId = null)
    {
        if (!options.Value.IsConfigured)
        {
            return new DeliveryRequest.NoMailServer();
        }

        return !MailboxAddress.TryParse(address?.Trim(), out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal) || mailbox.Address.Length > 200
            ? new DeliveryRequest.NoAddress()
            : await Store(
                letterId, new Target(DeliveryWay.Email, mailbox.Address, readBy), (letter, approvalId) => New(letter, approvalId, DeliveryWay.Email, mailbox.Address, readBy, nevertheless: nevertheless, id: deliveryId),
                (letter, reach) => (readBy == AddressReader.Patient || (readBy == AddressReader.Family && LetterTemplates.IsToPatient(letter.TemplateCode))) ? reach.AgainstEmail : null, nevertheless, stopping);
    }

    /// <summary>
    /// By the clinic's fax service, behind a cover sheet that names no patient and no matter. A fax lies open where it arrives, so that only letters to those who treat the patient,
    /// or pay for it, go by fax.
    /// </summary>
    /// <param name="deliveryId">Made by the form: one sent twice leaves once.</param>
    /// <param name="number">As typed.</param>
    /// <param name="name">Whom it is for, as the cover sheet says it.</param>
    /// <param name="readBy">A colleague, or a payer: one of <see cref="AddressReader"/>, which the user has made sure of.</param>
    public async Task<DeliveryRequest> Fax(Guid letterId, Guid deliveryId, string? number, string? name, string? readBy, CancellationToken stopping)
    {
        if (!options.Value.FaxIsConfigured)
        {
            return new DeliveryRequest.NoFaxService();
        }

        if (FaxNumber.Read(number) is not { } digits)
        {
            return new DeliveryRequest.NoNumber();
        }

        if (readBy is not (AddressReader.Colleague or AddressReader.Payer) || name?.Trim() is not { Length: > 0 and <= LongestName } whom)
        {
            return new DeliveryRequest.NobodyAnswersForIt();
        }

        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == letterId, stopping) is not { } letter || !MayBeFaxed(letter))
        {
            return new DeliveryRequest.LetterUnknown();
        }

        var counted = await db.StandingApproval(letterId).Select(a => new { a.Id, a.PageCount }).SingleOrDefaultAsync(stopping);
        if (await cover.Run(letter.LocationId, whom, digits, counted?.PageCount ?? 0, stopping) is not { } sheet)
        {
            return new DeliveryRequest.NoCover();
        }

        var coverHash = await blobs.Put(sheet, stopping);
        return await Store(
            letterId,
            new Target(DeliveryWay.Fax, digits, readBy),

            // The sheet counts the pages of this approval, and of no later one.
            (of, approvalId) => approvalId == counted?.Id ? New(of, approvalId, DeliveryWay.Fax, digits, readBy, id: deliveryId, recipient: whom, coverHash: coverHash) : null,
            (_, _) => null, nevertheless: false, stopping);
    }

    /// <summary>See <see cref="Fax"/>.</summary>
    public static bool MayBeFaxed(Letter letter) => LetterTemplates.IsToColleague(letter.TemplateCode) && !letter.IsPapers;

    /// <param name="make">Null where the approval that stands is not the one that was looked at.</param>
    /// <param name="notWanted">What the patient said against this way, in words; null where nothing.</param>
    private async Task<DeliveryRequest> Store(Guid letterId, Target target, Func<Letter, Guid, LetterDelivery?> make, Func<Letter, HowToReach, string?> notWanted, bool nevertheless, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == letterId && l.TemplateCode != LetterTemplates.Papers, stopping) is not { } shown)
        {
            return new DeliveryRequest.LetterUnknown();
        }

        if (target.Way == DeliveryWay.Email && AddressReader.ChoicesFor(shown.TemplateCode).All(choice => choice.Code != target.ReadBy))
        {
            return new DeliveryRequest.NobodyAnswersForIt();
        }

        if (LetterTemplates.IsToPatient(shown.TemplateCode) && await patients.Find(shown.PatientId, stopping) is { IsDeceased: true })
        {
            return new DeliveryRequest.PatientDeceased();
        }

        var against = (await preferences.HowToReach([shown.PatientId], stopping)).GetValueOrDefault(shown.PatientId) is { } reach ? notWanted(shown, reach) : null;
        if (against is not null && !nevertheless)
        {
            return new DeliveryRequest.NotWanted(against);
        }

        var approved = await db.StandingApproval(letterId).AsNoTracking().SingleOrDefaultAsync(stopping);
        var answer = await mayLeave.Ask(await askAgain.Matter(shown, target.Way, target.Address, target.ReadBy, nevertheless, approved, stopping), stopping);
        if (answer is MayLeaveAnswer.No { Code: not LeavingCode.NumberNotChecked } no)
        {
            return new DeliveryRequest.MayNotLeave(no.Code, no.Reason, no.WayOn);
        }

        if (answer is MayLeaveAnswer.OnlyByLink)
        {
            return new DeliveryRequest.MayNotLeave(LeavingCode.NoConsent, MayLeaveAnswer.OnlyByLink.Reason, "Ask the patient, and record that they want this by e-mail; or print it.");
        }

        var isHeld = answer is MayLeaveAnswer.No;
        try
        {
            return await transaction.Run<DeliveryRequest>(
                async effects =>
                {
                    var letter = await db.LockLetter(letterId, stopping);
                    if (letter.State != LetterState.Approved || letter.VoidedAt is not null || make(letter, await db.StandingApproval(letterId).Select(a => a.Id).SingleAsync(stopping)) is not { } delivery)
                    {
                        var (by, at) = await db.LastTouchOf(letter, stopping);
                        return new DeliveryRequest.NotApproved(by, at);
                    }

                    if (await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == delivery.Id, stopping) is { } known)
                    {
                        return (known.LetterId, known.Way, known.Address) == (delivery.LetterId, delivery.Way, delivery.Address) && known.State is not (DeliveryState.Failed or DeliveryState.Cancelled)
                            ? new DeliveryRequest.Requested(delivery.Id) { IsHeld = known.IsHeld }
                            : new DeliveryRequest.SentBefore();
                    }

                    db.Deliveries.Add(delivery);
                    history.Add(delivery, DeliveryAct.Requested);
                    if (isHeld)
                    {
                        await numbers.AddIfMissing(delivery.Address!, delivery.Recipient, delivery.ReadBy!, delivery.LocationId, actor.UserId, stopping);
                        delivery.Problem = DeliveryProblem.NumberNotChecked;
                        history.Add(delivery, DeliveryAct.Waiting, DeliveryProblem.NumberNotChecked);
                    }

                    effects.Audit(DeliveryStates.Entry("delivery.requested", letter, delivery) with { Reason = against is null ? delivery.Way : $"{delivery.Way} nevertheless" });
                    if (delivery.Way != DeliveryWay.Print && !isHeld)
                    {
                        effects.Enqueue(new DeliveryToSend(delivery.Id));
                    }

                    return new DeliveryRequest.Requested(delivery.Id) { IsHeld = isHeld };
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { ConstraintName: CorrespondenceDb.OneOnItsWay })
        {
            return new DeliveryRequest.OnItsWay();
        }
    }

    /// <summary>To whom, as the user says it.</summary>
    private sealed record Target(string Way, string? Address, string? ReadBy);

    private LetterDelivery New(
        Letter letter, Guid approvalId, string way, string? address, string? readBy, bool nevertheless = false, Guid? id = null, string recipient = "", string? coverHash = null) => new()
        {
            Id = id ?? Guid.CreateVersion7(),
            LetterId = letter.Id,
            ApprovalId = approvalId,
            Way = way,
            Address = address,
            ReadBy = readBy,
            Recipient = recipient,
            CoverHash = coverHash,
            Nevertheless = nevertheless,
            LocationId = letter.LocationId,
            RequestedBy = actor.UserId,
            RequestedAt = clock.GetUtcNow(),
        };
}

internal abstract record DeliveryRequest
{
    private DeliveryRequest()
    {
    }

    public sealed record Requested(Guid DeliveryId) : DeliveryRequest
    {
        /// <summary>Nobody has looked at its fax number a second time: nothing leaves until somebody has.</summary>
        public bool IsHeld { get; init; }
    }

    /// <summary>There is no such letter at the acting user's locations.</summary>
    public sealed record LetterUnknown : DeliveryRequest;

    /// <summary>Its approval was taken back, or what it rests on is void.</summary>
    /// <param name="By">Who touched the letter last; null for the machine.</param>
    public sealed record NotApproved(Guid? By, DateTimeOffset At) : DeliveryRequest;

    /// <summary>It is to a patient who has died.</summary>
    public sealed record PatientDeceased : DeliveryRequest;

    /// <param name="Said">What the patient said against this way: "no mail by post".</param>
    public sealed record NotWanted(string Said) : DeliveryRequest;

    /// <param name="Code">One of <see cref="LeavingCode"/>.</param>
    /// <param name="Reason">In words, for the page.</param>
    /// <param name="WayOn">What to do instead, in words.</param>
    public sealed record MayNotLeave(string Code, string Reason, string WayOn) : DeliveryRequest;

    public sealed record NoMailServer : DeliveryRequest;

    public sealed record NoAddress : DeliveryRequest;

    public sealed record NoFaxService : DeliveryRequest;

    public sealed record NoNumber : DeliveryRequest;

    /// <summary>The cover sheet cannot be drawn now, or not with that name.</summary>
    public sealed record NoCover : DeliveryRequest;

    /// <summary>Nobody said who reads it there, or of a fax for whom it is.</summary>
    public sealed record NobodyAnswersForIt : DeliveryRequest;

    /// <summary>The same pages are on their way there already.</summary>
    public sealed record OnItsWay : DeliveryRequest;

    /// <summary>This form was sent before, to somebody else or in vain: nothing leaves by it once more.</summary>
    public sealed record SentBefore : DeliveryRequest;
}
