package standin

import "testing"

func TestShapes(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Attribute("AWS::Serverless::Function", "HelloFunction", "Arn"), "arn:aws:lambda:us-east-1:000000000000:function:HelloFunction"},
		{Ref("AWS::Serverless::Function", "HelloFunction"), "HelloFunction"},
		{Ref("AWS::SQS::Queue", "Jobs"), "https://sqs.us-east-1.amazonaws.com/000000000000/Jobs"},
		{Attribute("AWS::SQS::Queue", "Jobs", "Arn"), "arn:aws:sqs:us-east-1:000000000000:Jobs"},
		{Attribute("AWS::SQS::Queue", "Jobs", "QueueName"), "Jobs"},
		{Ref("AWS::SNS::Topic", "News"), "arn:aws:sns:us-east-1:000000000000:News"},
		{Attribute("AWS::SNS::Topic", "News", "TopicName"), "News"},
		{Ref("AWS::DynamoDB::Table", "Orders"), "Orders"},
		{Attribute("AWS::DynamoDB::Table", "Orders", "StreamArn"), "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/2020-01-01T00:00:00.000"},
		{Ref("AWS::S3::Bucket", "MyFiles"), "myfiles"},
		{Attribute("AWS::Made::Up", "X", "Arn"), "arn:aws:made:us-east-1:000000000000:up/X"},
		{Attribute("Custom::Thing", "X", "Anything"), "X"},
		{At("Resource", "HelloWorldFunctionArn"), "arn:aws:lambda:us-east-1:000000000000:function:HelloWorldFunction"},
		{At("FunctionName", "Hello"), "Hello"},
		{At("FunctionName.$", "HelloArn"), "arn:aws:lambda:us-east-1:000000000000:function:Hello"},
		{At("QueueUrl", "JOBS"), "https://sqs.us-east-1.amazonaws.com/000000000000/JOBS"},
		{At("TopicArn", "x"), "arn:aws:sns:us-east-1:000000000000:x"},
		{At("TableName", "DDBTable"), "DDBTable"},
		{At("", "aws_sqs_queue.jobs.arn"), "arn:aws:sqs:us-east-1:000000000000:aws_sqs_queue-jobs"},
		{Part("AWS_REGION"), "us-east-1"},
		{Part("account_id"), "000000000000"},
		{Part("Name"), "Name"},
		{Unquoted("Seconds", "Delay"), "1"},
		{Unquoted("Retry", "retry"), "[]"},
		{Unquoted("", "EnableX"), "true"},
		{Unquoted("", "Island"), "1"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}
