using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Records;
using ClinicOps.Correspondence.Templates;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Disclosures;

/// <summary>
/// What leaves by a delivery is logged in the transaction in which it leaves, or in which nobody knows whether it did. What is known better later corrects that. Called with the
/// letter's row held.
/// </summary>
internal sealed class LogDeliveries(CorrespondenceDb db, TimeProvider clock)
{
    /// <summary>Somebody outside has it.</summary>
    public void Left(Letter letter, LetterDelivery delivery)
    {
        var standing = db.StandingDisclosure(delivery.Id);
        if (standing?.State != DisclosureState.Left)
        {
            // Somebody says later that the attempt arrived of which nobody knew: it left when it was handed over.
            var thatAttempt = standing is { State: DisclosureState.MayHaveLeft } && standing.Attempt == delivery.Attempts;
            Add(letter, delivery, standing, DisclosureState.Left, thatAttempt ? standing!.LeftAt : delivery.LeftAt ?? clock.GetUtcNow());
        }
    }

    public void MayHaveLeft(Letter letter, LetterDelivery delivery)
    {
        var standing = db.StandingDisclosure(delivery.Id);
        if (standing is null or { State: DisclosureState.NotLeft })
        {
            Add(letter, delivery, standing, DisclosureState.MayHaveLeft, delivery.SendingSince ?? clock.GetUtcNow());
        }
    }

    /// <summary>It left, and was given back.</summary>
    public void CameBack(Letter letter, LetterDelivery delivery)
    {
        var standing = db.StandingDisclosure(delivery.Id);
        if (standing?.State != DisclosureState.CameBack)
        {
            Add(letter, delivery, standing, DisclosureState.CameBack, delivery.LeftAt ?? standing?.LeftAt ?? delivery.SendingSince ?? clock.GetUtcNow());
        }
    }

    /// <summary>The sender of this attempt says that it did not leave, after somebody took it for dead: of an earlier attempt nobody knows more than before.</summary>
    public void DidNotLeave(Letter letter, LetterDelivery delivery)
    {
        if (db.StandingDisclosure(delivery.Id) is { State: DisclosureState.MayHaveLeft } standing && standing.Attempt == delivery.Attempts)
        {
            Add(letter, delivery, standing, DisclosureState.NotLeft, standing.LeftAt);
        }
    }

    /// <summary>The fax queue took this attempt, and never reached the other machine: it did not leave. Of an earlier attempt nobody knows more than before.</summary>
    /// <returns>False where that cannot be said: somebody wrote down that it reached somebody else.</returns>
    public bool NeverLeft(Letter letter, LetterDelivery delivery)
    {
        if (db.StandingDisclosure(delivery.Id) is not { State: DisclosureState.Left, Purpose: not DisclosurePurpose.Mistake } standing || standing.Attempt != delivery.Attempts)
        {
            return false;
        }

        var before = db.Disclosures.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AsNoTracking()
            .Where(row => row.DeliveryId == delivery.Id && row.Attempt < delivery.Attempts).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).FirstOrDefault();
        var mayHaveLeft = before is { State: DisclosureState.MayHaveLeft };
        Add(letter, delivery, standing, mayHaveLeft ? DisclosureState.MayHaveLeft : DisclosureState.NotLeft, mayHaveLeft ? before!.LeftAt : standing.LeftAt);
        return true;
    }

    private void Add(Letter letter, LetterDelivery delivery, Disclosure? standing, string state, DateTimeOffset leftAt)
    {
        var approval = db.Approvals.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AsNoTracking().Single(a => a.Id == delivery.ApprovalId);
        var (name, address) = ReaderOf(approval, delivery);

        // What reached somebody who was not meant did so, whatever the mail server says of it later.
        var (kind, purpose, authority) = standing is { Purpose: DisclosurePurpose.Mistake } ? (standing.Kind, standing.Purpose, standing.Authority) : Why(letter, delivery);
        db.Disclosures.Add(new Disclosure
        {
            Id = standing is null ? delivery.Id : Guid.CreateVersion7(clock.GetUtcNow()),
            CorrectsId = standing?.Id,
            PatientId = letter.PatientId,
            LetterId = letter.Id,
            DeliveryId = delivery.Id,
            Attempt = delivery.Attempts,
            LocationId = letter.LocationId,
            CareThreadId = letter.CareThreadId,
            Recipient = purpose == DisclosurePurpose.Mistake ? standing!.Recipient : name,
            Kind = kind,
            Address = address,
            Way = delivery.Way,
            What = approval.Subject,
            Pages = approval.PageCount,
            DocumentIds = [.. letter.DocumentIds],
            Purpose = purpose,
            Authority = authority,
            State = state,
            LeftAt = leftAt,
            By = delivery.PrintedBy ?? delivery.RequestedBy,
            At = clock.GetUtcNow(),
            AccessClass = letter.AccessClass,
        });
    }

    private (string Kind, string Purpose, string Authority) Why(Letter letter, LetterDelivery delivery)
    {
        if (letter.IsPapers && db.RecordsRequestOf(letter.Id) is { Check: { } check } request)
        {
            return (RecordsWords.DisclosureKindOf(request.AskerKind), check.Purpose, check.Authority);
        }

        if (letter.TemplateCode == LetterTemplates.RecordsAnswer)
        {
            return (DisclosureKind.Other, DisclosurePurpose.Operations, "Answer to who asked for records");
        }

        var readBy = delivery.ReadBy
            ?? (LetterTemplates.IsToColleague(letter.TemplateCode) ? AddressReader.Colleague : LetterTemplates.IsToPatient(letter.TemplateCode) ? AddressReader.Patient : AddressReader.Family);
        return readBy switch
        {
            AddressReader.Patient => (DisclosureKind.Patient, DisclosurePurpose.AtRequest, "To the patient"),
            AddressReader.Family => (DisclosureKind.Family, DisclosurePurpose.AtRequest, "People whom the patient allows, or who receive the patient's mail"),
            AddressReader.Payer => (DisclosureKind.Payer, DisclosurePurpose.Payment, "Payment for the patient's care"),
            AddressReader.Colleague => (DisclosureKind.Colleague, DisclosurePurpose.Treatment, "The patient's treatment"),
            _ => (DisclosureKind.Other, DisclosurePurpose.Authorization, "The patient's authorization"),
        };
    }

    /// <summary>The name that the cover sheet says, or the first line of the address on the letter. On paper it went to that address.</summary>
    private static (string Name, string Address) ReaderOf(LetterApproval approval, LetterDelivery delivery)
    {
        string[] lines = MergeLetter.Run(approval.Blocks, approval.Values) is Merged.Complete merged && merged.Blocks.OfType<LetterBlock.AddressBlock>().FirstOrDefault() is { } block
            ? [.. MergeLetter.LinesOf(block)]
            : [];
        return (delivery.Recipient.Length > 0 ? delivery.Recipient : lines.FirstOrDefault() ?? "", delivery.Address ?? string.Join(", ", lines.Skip(1)));
    }
}
