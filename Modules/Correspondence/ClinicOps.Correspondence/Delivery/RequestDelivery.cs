using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// Sends an approved letter on its way: to an address that somebody answers for, or into the print queue. None to a patient who has died meanwhile, and by a
/// way that the patient does not want only where the user says once more that it goes.
/// </summary>
internal sealed class RequestDelivery(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    VisibleToActor visible,
    DeliveryHistory history,
    IPatients patients,
    IContactPreferences preferences,
    IOptions<MailOptions> options,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="nevertheless">The patient does not want mail by post, and it goes by it.</param>
    public Task<DeliveryRequest> Print(Guid letterId, CancellationToken stopping, bool nevertheless = false) =>
        Store(
            letterId, (letter, approvalId) => New(letter, approvalId, DeliveryWay.Print, null, null),
            (letter, reach) => LetterTemplates.IsToPatient(letter.TemplateCode) ? reach.AgainstPost : null, nevertheless, stopping);

    /// <param name="readBy">Who reads that address: one of <see cref="AddressReader"/>, which the user has made sure of.</param>
    /// <param name="nevertheless">The patient does not want e-mail, and it goes by it.</param>
    public async Task<DeliveryRequest> Email(Guid letterId, string? address, string? readBy, CancellationToken stopping, bool nevertheless = false)
    {
        if (!options.Value.IsConfigured)
        {
            return new DeliveryRequest.NoMailServer();
        }

        return !MailboxAddress.TryParse(address?.Trim(), out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal) || mailbox.Address.Length > 200
            ? new DeliveryRequest.NoAddress()
            : AddressReader.Choices.All(choice => choice.Code != readBy)
            ? new DeliveryRequest.NobodyAnswersForIt()
            : await Store(
                letterId, (letter, approvalId) => New(letter, approvalId, DeliveryWay.Email, mailbox.Address, readBy),
                (letter, reach) => (readBy == AddressReader.Patient || (readBy == AddressReader.Family && LetterTemplates.IsToPatient(letter.TemplateCode))) ? reach.AgainstEmail : null, nevertheless, stopping);
    }

    /// <param name="notWanted">What the patient said against this way, in words; null where nothing.</param>
    private async Task<DeliveryRequest> Store(Guid letterId, Func<Letter, Guid, LetterDelivery> make, Func<Letter, HowToReach, string?> notWanted, bool nevertheless, CancellationToken stopping)
    {
        if (await visible.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == letterId && l.TemplateCode != LetterTemplates.Papers, stopping) is not { } shown)
        {
            return new DeliveryRequest.LetterUnknown();
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

        try
        {
            return await transaction.Run<DeliveryRequest>(
                async effects =>
                {
                    var letter = await db.LockLetter(letterId, stopping);
                    if (letter.State != LetterState.Approved || letter.VoidedAt is not null)
                    {
                        var (by, at) = await db.LastTouchOf(letter, stopping);
                        return new DeliveryRequest.NotApproved(by, at);
                    }

                    var approvalId = await db.StandingApproval(letterId).Select(a => a.Id).SingleAsync(stopping);
                    var delivery = make(letter, approvalId);
                    db.Deliveries.Add(delivery);
                    history.Add(delivery, DeliveryAct.Requested);
                    effects.Audit(DeliveryStates.Entry("delivery.requested", letter, delivery) with { Reason = against is null ? delivery.Way : $"{delivery.Way} nevertheless" });
                    if (delivery.Way == DeliveryWay.Email)
                    {
                        effects.Enqueue(new DeliveryToSend(delivery.Id));
                    }

                    return new DeliveryRequest.Requested(delivery.Id);
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { ConstraintName: CorrespondenceDb.OneOnItsWay })
        {
            return new DeliveryRequest.OnItsWay();
        }
    }

    private LetterDelivery New(Letter letter, Guid approvalId, string way, string? address, string? readBy) => new()
    {
        Id = Guid.CreateVersion7(),
        LetterId = letter.Id,
        ApprovalId = approvalId,
        Way = way,
        Address = address,
        ReadBy = readBy,
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

    public sealed record Requested(Guid DeliveryId) : DeliveryRequest;

    /// <summary>There is no such letter at the acting user's locations.</summary>
    public sealed record LetterUnknown : DeliveryRequest;

    /// <summary>Its approval was taken back, or what it rests on is void.</summary>
    /// <param name="By">Who touched the letter last; null for the machine.</param>
    public sealed record NotApproved(Guid? By, DateTimeOffset At) : DeliveryRequest;

    /// <summary>It is to a patient who has died.</summary>
    public sealed record PatientDeceased : DeliveryRequest;

    /// <param name="Said">What the patient said against this way: "no mail by post".</param>
    public sealed record NotWanted(string Said) : DeliveryRequest;

    public sealed record NoMailServer : DeliveryRequest;

    public sealed record NoAddress : DeliveryRequest;

    public sealed record NobodyAnswersForIt : DeliveryRequest;

    /// <summary>The same pages are on their way there already.</summary>
    public sealed record OnItsWay : DeliveryRequest;
}
