using System.ComponentModel.DataAnnotations;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>What the form of a series holds; the booking page sends what it has in hand under the same names. Public setters for the model binder alone.</summary>
internal sealed class SeriesForm
{
    public Guid SeriesId { get; set; }

    public Guid LocationId { get; set; }

    /// <summary>Of the first visit: see <see cref="Areas.Scheduling.Pages.Slot.Value"/>.</summary>
    public string? Slot { get; set; }

    public Guid? TaskId { get; set; }

    /// <summary>Of the hold that the first visit may take.</summary>
    public Guid HoldId { get; set; }

    [Required(ErrorMessage = "Choose the patient: search by name, birth date, phone or MRN.")]
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    [Range(BookVisit.LeastMinutes, BookVisit.MostMinutes, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; }

    [Range(2, BookVisit.MostOfSeries, ErrorMessage = "A series has 2 to 52 visits.")]
    public int Count { get; set; } = 4;

    [Range(1, 99, ErrorMessage = "Say a number from 1 to 99.")]
    public int Every { get; set; } = 1;

    /// <summary>One of <see cref="SeriesUnit"/>.</summary>
    [Required]
    [AllowedValues(SeriesUnit.Days, SeriesUnit.Weeks, SeriesUnit.Months, ErrorMessage = "Choose days, weeks or months.")]
    public string? Unit { get; set; } = SeriesUnit.Weeks;

    /// <summary>Also where the type is not meant for this patient.</summary>
    public bool Anyway { get; set; }

    public List<SeriesLineForm> Lines { get; set; } = [];
}

internal sealed class SeriesLineForm
{
    public Guid VisitId { get; set; }

    public bool Ticked { get; set; }

    /// <summary>The time that was chosen for it; empty where nothing was offered.</summary>
    public string? Slot { get; set; }
}
