using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Why a time was not booked, and which ones are free instead.</summary>
internal sealed partial class BookModel
{
    private async Task Explain(VisitEntry refused, int minutes, CancellationToken stopping)
    {
        switch (refused)
        {
            case VisitEntry.PatientUnknown:
                ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.PatientId)}", "This patient is no longer registered. Search again.");
                return;
            case VisitEntry.PatientDeceased deceased:
                (Refusal, Deceased) = (VisitEntry.IsDeceased, deceased.PatientId);
                return;
            case VisitEntry.InvalidTime:
                ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.Minutes)}", "A visit lasts 5 to 720 minutes.");
                return;
            case VisitEntry.Overlaps other:
                Refusal = await OverlapMessage(other, stopping);
                await OfferNext(Form.VisitTypeId, minutes, stopping);
                return;
            case VisitEntry.NotFree { Why: var why }:
                Refusal = $"Not booked: {await say.Words(why, Location.Id, stopping)}.";
                await OfferNext(Form.VisitTypeId, minutes, stopping);
                return;
            case VisitEntry.ForOthers { Rule: PatientRule.New, LastSeen: { } seen }:
                (Refusal, MayInsist) = ($"Not booked: this type is for new patients, and this one was seen here on {LocalTime.Us(LocalTime.DayAt(Location, seen))}.", true);
                return;
            case VisitEntry.ForOthers:
                (Refusal, MayInsist) = ($"Not booked: this type is for patients who were seen here within {BookVisit.YearsEstablished} years, and no such visit of this one is known here.", true);
                return;
            case VisitEntry.NotBeside:
                Refusal = "Not booked: the visit that this one belongs with was moved or cancelled meanwhile. Look at it first.";
                return;
            default:
                Refusal = refused is VisitEntry.RequestBooked
                    ? "Not booked: somebody has booked an appointment for this task meanwhile."
                    : "Not booked: the task that asked for it is done or void by now, or about another patient. Look at the task first.";
                return;
        }
    }

    private async Task OfferNext(Guid? typeId, int minutes, CancellationToken stopping)
    {
        var free = await slots.Run(new SlotWish([Location.Id], typeId, minutes, Start, MostOffered) { ProviderIds = [Provider.Id], RoomId = Room?.Id }, stopping);
        NextFree = [.. free.Select(slot => (
            Slot.Value(slot.ProviderId, slot.StartsAt), LocalTime.At(Location, slot.StartsAt).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture)))];
    }

    private async Task<string> OverlapMessage(VisitEntry.Overlaps other, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(other.LocationId);
        var start = LocalTime.At(location, other.StartsAt).ToString("h:mm tt", CultureInfo.InvariantCulture);
        var end = LocalTime.At(location, other.EndsAt).ToString("h:mm tt", CultureInfo.InvariantCulture);
        var where = other.LocationId == Location.Id ? "" : $" at {location?.Name ?? "another location"}";
        return $"Not booked: {Provider.DisplayName} has a visit from {start} to {end}{where}.";
    }
}
