using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>Section "Correspondence:Conversations": within how many working days, on the location's calendar, somebody is answered.</summary>
internal sealed class ConversationOptions : IValidatableObject
{
    [Range(1, 60)]
    public int QuestionDays { get; set; } = 1;

    [Range(1, 60)]
    public int ConcernDays { get; set; } = 2;

    /// <summary>Whoever complains has heard by then that it is looked into.</summary>
    [Range(1, 60)]
    public int AcknowledgeComplaintDays { get; set; } = 1;

    /// <summary>Counted from when the complaint came.</summary>
    [Range(1, 60)]
    public int AnswerComplaintDays { get; set; } = 7;

    /// <summary>What was handed up and is still not answered is handed up again after so many working days.</summary>
    [Range(1, 60)]
    public int HandUpAgainDays { get; set; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AnswerComplaintDays < AcknowledgeComplaintDays)
        {
            yield return new ValidationResult("A complaint is acknowledged before it is answered: AcknowledgeComplaintDays must not be more than AnswerComplaintDays.", [nameof(AnswerComplaintDays)]);
        }
    }
}
