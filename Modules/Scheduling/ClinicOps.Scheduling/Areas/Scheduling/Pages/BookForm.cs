using System.ComponentModel.DataAnnotations;
using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class BookForm
{
    public Guid VisitId { get; set; }

    public Guid LocationId { get; set; }

    /// <summary>See <see cref="Areas.Scheduling.Pages.Slot.Value"/>.</summary>
    public string? Slot { get; set; }

    public Guid? TaskId { get; set; }

    /// <summary>Of the hold that this form may take.</summary>
    public Guid HoldId { get; set; }

    /// <summary>The room or device that it is wanted in.</summary>
    public Guid? RoomId { get; set; }

    /// <summary>Also where the type is not meant for this patient.</summary>
    public bool Anyway { get; set; }

    /// <summary>The visit that this one is to belong with.</summary>
    public Guid? BesideId { get; set; }

    /// <summary>It comes before that one, rather than after.</summary>
    public bool Before { get; set; }

    [Range(0, Beside.LongestGap, ErrorMessage = "Between two visits of a day lie 0 to 1440 minutes.")]
    public int? Gap { get; set; }

    /// <summary>The patient for whom the page has said that the time lies outside of what is covered or authorized; null for none.</summary>
    public Guid? BeyondFor { get; set; }

    [Required(ErrorMessage = "Choose the patient: search by name, birth date, phone or MRN.")]
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    [Range(BookVisit.LeastMinutes, BookVisit.MostMinutes, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; }
}
