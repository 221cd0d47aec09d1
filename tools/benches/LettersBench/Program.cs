using Bench;
using LettersBench;

// usage: LettersBench [--quick] [--json OUT]
return await Report.Run(args, MeasureLetters.Run);
